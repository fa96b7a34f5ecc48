/** Copies what browsers need of the `onnxruntime-web` package into a folder that a site serves. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import { filesOf, webVariants, webVersion, type VariantName } from '../web-files.js';

const install = `Install it with \`npm install onnxruntime-web@${webVersion}\`.`;

function findPackage(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
  } catch (cause) {
    throw new KantorError('runtime/missing', `The package onnxruntime-web is not installed. ${install}`, {
      cause,
    });
  }
}

/**
 * Copies the files of variants, all of them by default, into `folder`, which is made if it is not there.
 * @returns the files' names.
 * @throws KantorError `runtime/missing` if onnxruntime-web is not installed, or is of another release.
 */
export function copyWebFiles(
  folder: string,
  variants: readonly VariantName[] = ['wasm', 'jspi', 'asyncify'],
): readonly string[] {
  const source = findPackage();
  const manifest = readFileSync(join(source, '../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  if (version !== webVersion) {
    throw new KantorError(
      'runtime/missing',
      `Expected onnxruntime-web ${webVersion}, whose files fit this package, but ${version} is installed. ${install}`,
    );
  }
  const names = variants.flatMap((variant) => filesOf(webVariants[variant]).map(({ name }) => name));
  mkdirSync(folder, { recursive: true });
  for (const name of names) copyFileSync(join(source, name), join(folder, name));
  return names;
}

/** Builds a project and those that it needs, or ends this process. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** @param {string} folder of the project */
export function compile(folder) {
  const { status } = spawnSync(process.execPath, [compiler, '-b', folder], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

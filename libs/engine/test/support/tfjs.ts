/** Where the compiled helpers of the TensorFlow.js engines are, what this machine has of them, and packages made up for tests. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeTfjs, type TfjsBackend, type TfjsReport } from '@kantor/engine/node';
import { onTestFinished } from 'vitest';

const built = (name: string): URL => new URL(`../../dist/node/${name}`, import.meta.url);
const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** Options for this repository: compiled helpers, and native packages from where `npm run libtensorflow` puts them. */
export const tfjsHere = {
  probeUrl: built('tfjs-probe-child.js'),
  workerUrl: built('tfjs-worker.js'),
  folders: [fromRoot('libs/engine'), fromRoot('tools/libtensorflow/packages')],
};

/** What this machine has of a backend; or why it cannot run here. */
export async function lookForTfjs(backend: TfjsBackend): Promise<TfjsReport | string> {
  if (!existsSync(tfjsHere.workerUrl))
    return 'a worker needs compiled sources: run `npx tsc -b libs/engine`.';
  const report = await probeTfjs(backend, tfjsHere);
  return report.available ? report : report.reason;
}

/** The source of a package that stands for TensorFlow.js, after `before`; `binding` is the entry's own words. */
export function fakeTf({ before = '', gpu = false, version = '2.9.1' } = {}): string {
  return `${before}
module.exports = {
  enableProdMode() {},
  setBackend: async () => true,
  ready: async () => {},
  backend: () => ({ isUsingGpuDevice: ${gpu}, binding: { TF_Version: '${version}' } }),
  add: (a, b) => ({ data: async () => [a + b] }),
};`;
}

/**
 * A folder in which the package `name` is installed with these files, besides its manifest; removed when the test ends.
 */
export function folderWith(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-tfjs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const manifest = JSON.stringify({ name, version: '4.22.0', main: 'dist/index.js' });
  for (const [path, content] of Object.entries({ 'package.json': manifest, ...files })) {
    const file = join(folder, 'node_modules', name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

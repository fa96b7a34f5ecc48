/** Temporary folders of models, as a server is given them. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const folders = new Set<string>();
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An empty folder, which is removed when the tests of this file end. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-server-'));
  folders.add(folder);
  return folder;
}

/** An empty folder, which is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file below `folder` in one step, so that nobody sees half of it. */
export function put(folder: string, path: string, bytes: Uint8Array | string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  const aside = `${target}.part`;
  writeFileSync(aside, bytes);
  renameSync(aside, target);
}

/** A folder with a generator under each name. */
export function modelFolder(models: Readonly<Record<string, Uint8Array>>): string {
  const folder = newFolder();
  for (const [name, bytes] of Object.entries(models)) put(folder, `${name}/generator.onnx`, bytes);
  return folder;
}

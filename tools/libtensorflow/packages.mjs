/** TensorFlow.js's native packages from npm, in packages/: a folder of their own, with a lock file of their own. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'packages');
const stamp = join(folder, 'node_modules/.kantor-lock.sha256');

/** @param {import('./options.mjs').PackageName} name */
export function folderOf(name) {
  return join(folder, 'node_modules/@tensorflow', name);
}

/** Where node-gyp's program is. */
export function nodeGyp() {
  return join(folder, 'node_modules/node-gyp/bin/node-gyp.js');
}

/** Whether what the lock file names is installed, completely. */
export function arePackagesInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfLock();
}

function hashOfLock() {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

/** Installs what the lock file names, without running its scripts. */
export async function installPackages() {
  console.log('Installing tfjs-node and tfjs-node-gpu from npm …');
  await run({
    command: 'npm',
    args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: folder,
    hint: 'It needs npm, and npm its registry: behind a proxy, set HTTPS_PROXY; for a mirror, npm config set registry.',
  });
  writeFileSync(stamp, hashOfLock());
}

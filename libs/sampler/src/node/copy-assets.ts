/** Copies what a page without a bundler needs into a folder that a site serves; what others put there stays as it is. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyWebFiles } from '@kantor/runtime/node';
import { KantorError } from '@kantor/tensor';

export interface CopyOptions {
  /** Replaces files of others too. */
  readonly force?: boolean;
  /** Leaves out what WebGPU needs, which is three quarters of it. */
  readonly wasmOnly?: boolean;
  /** Also the service worker that lets pages start offline; it goes into `target` itself, the folder that it is for. */
  readonly serviceWorker?: boolean;
  /** Folder with the scripts that `scripts/standalone.mjs` has written. */
  readonly scripts?: string;
}

export interface Copied {
  readonly name: string;
  readonly bytes: number;
}

/** The folder that is made, in the one that is served. */
export const folderName = 'kantor';
/** Says which files are ours, with their hashes, so that the next time they can be replaced. */
const listName = 'files.json';
const scriptNames = ['sampler.js', 'element.js', 'worker.js'] as const;
/** Where each lies in {@link folderName}, by its name among the scripts. */
const offlineScripts = { 'offline.js': 'offline.js', 'service-worker.js': '../service-worker.js' } as const;
const ownScripts = fileURLToPath(new URL('../standalone/', import.meta.url));

const placeOf = (name: string): string =>
  Object.hasOwn(offlineScripts, name) ? offlineScripts[name as keyof typeof offlineScripts] : name;
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

function readList(folder: string): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(join(folder, listName), 'utf8')) as Record<string, string>;
  } catch {
    return {}; // there is none, or it is not ours
  }
}

/** @throws KantorError `sampler/assets` if a file is there that we have not put there, or that was changed since. */
function requireOwn(folder: string, arriving: Readonly<Record<string, string>>): void {
  const own = readList(folder);
  const foreign = Object.keys(arriving).filter((name) => {
    const path = join(folder, name);
    return existsSync(path) && ![own[name], arriving[name]].includes(hashOf(path));
  });
  if (foreign.length === 0) return;
  throw new KantorError(
    'sampler/assets',
    `${folder} has files of the same names that this command has not put there, or that were changed since: ` +
      `${foreign.join(', ')}. Nothing was copied. Move them away, choose another folder, or replace them with --force.`,
  );
}

/**
 * Makes the folder `kantor` in `target`, or brings it up to date.
 * @throws KantorError `sampler/assets` if files of others are in the way, `runtime/missing` without onnxruntime-web.
 */
export function copyAssets(target: string, options: CopyOptions = {}): readonly Copied[] {
  const { force = false, wasmOnly = false, serviceWorker = false, scripts = ownScripts } = options;
  const folder = join(target, folderName);
  const arriving = join(folder, '.arriving');
  mkdirSync(arriving, { recursive: true });
  try {
    const ours = [...scriptNames, ...(serviceWorker ? Object.keys(offlineScripts) : [])];
    const names = [...ours, ...copyWebFiles(arriving, wasmOnly ? ['wasm'] : undefined)];
    for (const name of ours) copyFileSync(join(scripts, name), join(arriving, name));
    const list = Object.fromEntries(names.map((name) => [placeOf(name), hashOf(join(arriving, name))]));
    if (!force) requireOwn(folder, list);
    const copied = names.map((name) => ({ name, bytes: readFileSync(join(arriving, name)).byteLength }));
    for (const name of names) renameSync(join(arriving, name), join(folder, placeOf(name)));
    writeFileSync(join(folder, listName), `${JSON.stringify({ ...readList(folder), ...list }, null, 2)}\n`);
    return copied;
  } finally {
    rmSync(arriving, { recursive: true, force: true });
  }
}

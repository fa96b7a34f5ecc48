/** Which shared libraries this machine has: those that Linux's loader finds, and those that lie where it does not look. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './ask.js';

export interface SharedLibraries {
  /** Where the loader finds it, by name such as `libcudart.so.12`. */
  readonly loaded: ReadonlyMap<string, string>;
  /** Where it lies though the loader does not look there. */
  readonly elsewhere: ReadonlyMap<string, string>;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `libcudart.so.12 (libc6,x86-64) => /usr/lib/…/libcudart.so.12` */
function parseCache(text: string): [name: string, path: string][] {
  return [...text.matchAll(/^\s*(\S+) \(.*\) => (\S+)$/gm)].map(([, name, path]) => [name, path]);
}

function inFolders(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of list(folder)) {
      if (/\.so(\.|$)/.test(name) && !found.has(name)) found.set(name, join(folder, name));
    }
  }
  return found;
}

/** Where NVIDIA's installers put CUDA. */
function cudaFolders(): string[] {
  const roots = list('/usr/local').filter((name) => name.startsWith('cuda'));
  return roots.flatMap((name) =>
    ['lib64', 'targets/x86_64-linux/lib'].map((lib) => join('/usr/local', name, lib)),
  );
}

/** @param path `LD_LIBRARY_PATH` */
export async function findSharedLibraries(path: string | undefined): Promise<SharedLibraries> {
  let cache = await ask('ldconfig', ['-p']);
  if (cache.code === undefined) cache = await ask('/sbin/ldconfig', ['-p']);
  const named = (path ?? '').split(':').filter((folder) => folder !== '');
  const always = ['/lib', '/usr/lib', '/lib64', '/usr/lib64'];
  const loaded = new Map([...inFolders(always), ...parseCache(cache.stdout).reverse(), ...inFolders(named)]);
  const elsewhere = inFolders([...cudaFolders(), '/usr/lib/wsl/lib']);
  return { loaded, elsewhere: new Map([...elsewhere].filter(([name]) => !loaded.has(name))) };
}

/** Newest versions of `libcudart.so.N` and the like first; the plain name without a version is for compilers only. */
export function versionsOf(libraries: ReadonlyMap<string, string>, base: string): string[] {
  const versions = [...libraries.keys()]
    .filter((name) => name.startsWith(`${base}.so.`))
    .map((name) => name.slice(base.length + 4));
  return versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

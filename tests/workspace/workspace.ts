/** The projects of this workspace as they are on disk: manifests, references and what their sources import. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly engines?: { readonly node: string };
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly nx?: {
    readonly tags: readonly string[];
    readonly targets?: Readonly<Record<string, { readonly command: string }>>;
  };
}

export interface Project {
  /** Name of its folder. */
  readonly name: string;
  /** From the root, such as `libs/tensor`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
}

/** Every folder with a package.json in libs, apps and tools. */
export function listProjects(): readonly Project[] {
  return ['libs', 'apps', 'tools'].flatMap((group) =>
    readdirSync(join(root, group))
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => {
        const folder = `${group}/${name}`;
        return { name, folder, manifest: readJson<Manifest>(`${folder}/package.json`) };
      }),
  );
}

/** Projects of this workspace among a manifest's dependencies, by folder name. */
export function ownDependencies({ manifest }: Project): readonly string[] {
  const own = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@kantor/'));
  return own.map((name) => name.slice('@kantor/'.length)).sort();
}

/** Names of the packages that the sources of a project import; Node's own modules and relative paths left out. */
export function importedPackages({ folder }: Project): readonly string[] {
  const names = new Set<string>();
  for (const file of listFiles(`${folder}/src`, '.ts')) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^'.\s][^'\s]*)'/gm)) {
      if (!specifier.startsWith('node:')) names.add(packageOf(specifier));
    }
  }
  return [...names].sort();
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

const notOurs = new Set(['node_modules', 'dist', 'tmp', 'runs', 'coverage']);

/** Files below a folder whose names end so, as paths from the root; without what is installed, built or hidden. */
export function listFiles(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : listFiles(path, ending);
    }
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

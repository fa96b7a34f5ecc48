import { expect, it } from 'vitest';
import { readJson } from './workspace.js';

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = readJson<Lock>('package-lock.json');

/** Where Node would find `name` from a package at `path` of the lock file. */
function findFrom(path: string, name: string): LockedPackage | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
  }
}

it('the lock file holds the binaries of every platform, or npm ci stops', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => findFrom(path, name)?.version === undefined)
      .map((name) => `${name}, wanted by ${path}`),
  );
  expect(missing).toEqual([]);
});

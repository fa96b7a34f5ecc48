/** The npm packages of TensorFlow.js's backends, and where they are. They are optional: nothing here loads them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';

export const tfjsBackends = ['tfjs-node-gpu', 'tfjs-node', 'tfjs-wasm', 'tfjs-cpu'] as const;
export type TfjsBackend = (typeof tfjsBackends)[number];

export function isTfjsBackend(name: string): name is TfjsBackend {
  return (tfjsBackends as readonly string[]).includes(name);
}

interface PackageKind {
  readonly name: string;
  /** What TensorFlow.js itself calls the backend. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  /** Whether it is an addon on libtensorflow. */
  readonly native: boolean;
}

export const tfjsPackages: Readonly<Record<TfjsBackend, PackageKind>> = {
  'tfjs-node-gpu': { name: '@tensorflow/tfjs-node-gpu', backend: 'tensorflow', native: true },
  'tfjs-node': { name: '@tensorflow/tfjs-node', backend: 'tensorflow', native: true },
  'tfjs-wasm': { name: '@tensorflow/tfjs-backend-wasm', backend: 'wasm', native: false },
  'tfjs-cpu': { name: '@tensorflow/tfjs-backend-cpu', backend: 'cpu', native: false },
};

/** A package that is there, as plain data: it can be sent to a worker. */
export interface FoundTfjs extends PackageKind {
  readonly version: string;
  readonly folder: string;
  /** File name of its entry, for `require`. */
  readonly entry: string;
}

function findFrom(base: string, kind: PackageKind): FoundTfjs | undefined {
  const require = createRequire(base);
  try {
    const manifest = require.resolve(`${kind.name}/package.json`);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return { ...kind, version, folder: dirname(manifest), entry: require.resolve(kind.name) };
  } catch {
    return undefined;
  }
}

/**
 * Looks for the package of a backend as Node would from each of `folders`; of several, the first that is complete wins.
 * Undefined if it is in none.
 * @param folders this library's own and the working directory, if left out.
 */
export function findTfjs(backend: TfjsBackend, folders?: readonly string[]): FoundTfjs | undefined {
  const bases = folders ?? [fileURLToPath(new URL('.', import.meta.url)), cwd()];
  const found = bases.flatMap((base) => findFrom(join(base, 'package.json'), tfjsPackages[backend]) ?? []);
  return found.find(isBuilt) ?? found[0];
}

/** Whether the addon of a native package was built or fetched; a package without one is complete as it is. */
export function isBuilt({ native, folder }: FoundTfjs): boolean {
  if (!native) return true;
  const lib = join(folder, 'lib');
  return existsSync(lib) && readdirSync(lib).some((name) => existsSync(join(lib, name, 'tfjs_binding.node')));
}

/** Loads TensorFlow.js with one backend into this thread, quietly. */
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { env } from 'node:process';
import { KantorError } from '@kantor/tensor';
import type { Tfjs } from '../tfjs.js';
import type { FoundTfjs } from './tfjs-package.js';

/** What is needed of the `tf` namespace besides what the engine needs. */
interface TfNamespace extends Tfjs {
  enableProdMode(): void;
  ready(): Promise<void>;
  add(a: number, b: number): { data(): Promise<ArrayLike<number>> };
}

export interface LoadedTfjs {
  readonly tf: TfNamespace;
  /** Version of libtensorflow, where there is one. */
  readonly tensorflow?: string;
  readonly device: 'gpu' | 'cpu';
}

export interface TfjsThreads {
  /** Threads inside one operator, of the native backends on their CPU device; the others have one. */
  readonly threads?: number;
}

const require = createRequire(import.meta.url);

/** tfjs-node 4.22 calls what Node 23 took away (tensorflow/tfjs#8425) and earlier Nodes warn about. */
function restoreUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] = (value: unknown) => value === undefined || value === null;
  util['isArray'] = Array.isArray;
}

/**
 * libtensorflow reads these when it is loaded, from the real environment: in a worker they count only if it shares its
 * owner's. What the user has set stays.
 */
function configure({ threads }: TfjsThreads): void {
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '3'; // what is wrong comes as an exception
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'; // or it takes the whole GPU at once
  if (threads !== undefined) {
    env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
    env['TF_NUM_INTEROP_THREADS'] ??= '1';
  }
}

interface NodeBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version?: string };
}

function requirePackage({ backend, entry, folder }: FoundTfjs): TfNamespace {
  if (backend === 'tensorflow') return require(entry) as TfNamespace;
  // The tfjs-core that the backend itself registers with.
  const tf = createRequire(entry)('@tensorflow/tfjs-core') as TfNamespace;
  tf.enableProdMode(); // or registering warns
  const module = require(entry) as { setWasmPaths?: (prefix: string) => void };
  module.setWasmPaths?.(join(folder, 'dist') + sep);
  return tf;
}

/**
 * @param found from `findTfjs`.
 * @throws whatever the package throws; KantorError `engine/tfjs` if it refuses its own backend.
 */
export async function loadTfjs(found: FoundTfjs, options: TfjsThreads = {}): Promise<LoadedTfjs> {
  restoreUtil();
  configure(options);
  const tf = requirePackage(found);
  tf.enableProdMode(); // no advertisement for tfjs-node, no warnings, no checks of what our graphs have checked
  if (!(await tf.setBackend(found.backend))) {
    throw new KantorError('engine/tfjs', `${found.name} ${found.version} could not start its backend.`);
  }
  await tf.ready();
  const { isUsingGpuDevice, binding } = tf.backend() as NodeBackend;
  return {
    tf,
    device: isUsingGpuDevice === true ? 'gpu' : 'cpu',
    ...(binding?.TF_Version === undefined ? {} : { tensorflow: binding.TF_Version }),
  };
}

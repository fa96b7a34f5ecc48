/** Engines on TensorFlow.js, each in a worker thread of its own: its kernels block the thread that calls them. */
import { availableParallelism } from 'node:os';
import { SHARE_ENV } from 'node:worker_threads';
import { KantorError } from '@kantor/tensor';
import type { Engine } from '../engine.js';
import { flattenPrograms } from '../flat-programs.js';
import { findTfjs, type FoundTfjs, type TfjsBackend } from './tfjs-package.js';
import { probeTfjs, type TfjsProbeOptions } from './tfjs-probe.js';
import type { TfjsReport } from './tfjs-report.js';
import type { TfjsWorkerData } from './tfjs-worker.js';
import { startWorker } from './worker-loaded.js';

export interface TfjsOptions extends TfjsProbeOptions {
  /**
   * Threads inside one operator of the native backends on their CPU device; all cores if left out. libtensorflow makes
   * its threads once for the whole process: what the first engine says counts.
   */
  readonly threads?: number;
  /** What `probeTfjs` said, if it was asked already. */
  readonly report?: TfjsReport;
  /** The compiled worker, for bundlers that move it. */
  readonly workerUrl?: URL;
}

const defaultWorker = new URL('./tfjs-worker.js', import.meta.url);

/** Threads that an engine on this backend computes with: libtensorflow's own, or one. */
function tfjsThreads({ native }: FoundTfjs, threads = availableParallelism()): number {
  return native ? threads : 1;
}

/** `tfjs-node on @tensorflow/tfjs-node 4.22.0, libtensorflow 2.15.1, CPU, 2 threads`. */
function describe(
  { backend, version, tensorflow, device, gpu }: TfjsReport,
  { name }: FoundTfjs,
  threads: number,
): string {
  const parts = [`${backend} on ${name} ${version}`];
  if (tensorflow !== undefined) parts.push(`libtensorflow ${tensorflow}`);
  if (device === 'gpu') parts.push(gpu === undefined ? 'GPU' : `GPU ${gpu}`);
  else parts.push('CPU', `${threads} thread${threads === 1 ? '' : 's'}`);
  return parts.join(', ');
}

/**
 * The engine on a backend of TensorFlow.js, if it works on this machine.
 * @throws KantorError `engine/tfjs` with the reason and what to do if it does not.
 */
export async function openTfjs(backend: TfjsBackend, options: TfjsOptions = {}): Promise<Engine> {
  const report = options.report ?? (await probeTfjs(backend, options));
  const found = findTfjs(backend, options.folders);
  if (!report.available || !found) {
    const fix = report.fix === undefined ? '' : `\nWhat to do: ${report.fix}`;
    throw new KantorError('engine/tfjs', `The engine ${backend} cannot be used: ${report.reason}${fix}`);
  }
  const threads = tfjsThreads(found, options.threads);
  const description = describe(report, found, threads);
  return {
    name: backend,
    description,
    load: (programs, initial) => {
      const workerData: TfjsWorkerData = {
        found,
        threads,
        description,
        backend,
        programs: flattenPrograms(programs),
        initial,
      };
      // libtensorflow reads the real environment, and not a worker's copy.
      return startWorker(options.workerUrl ?? defaultWorker, workerData, { env: SHARE_ENV });
    },
  };
}

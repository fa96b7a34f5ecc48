/** The worker thread of an engine on TensorFlow.js: loads the package and, on it, the programs. */
import { workerData } from 'node:worker_threads';
import type { TensorMap } from '@kantor/tensor';
import { unflattenPrograms, type FlatPrograms } from '../flat-programs.js';
import { tfjsEngine } from '../tfjs.js';
import { serveOwner } from './serve-owner.js';
import { loadTfjs } from './tfjs-load.js';
import type { FoundTfjs, TfjsBackend } from './tfjs-package.js';

export interface TfjsWorkerData {
  readonly found: FoundTfjs;
  readonly backend: TfjsBackend;
  readonly description: string;
  readonly threads: number;
  readonly programs: FlatPrograms;
  readonly initial: TensorMap;
}

const { found, backend, description, threads, programs, initial } = workerData as TfjsWorkerData;
await serveOwner(async () => {
  const { tf } = await loadTfjs(found, { threads });
  return tfjsEngine(tf, { name: backend, description }).load(unflattenPrograms(programs), initial);
});

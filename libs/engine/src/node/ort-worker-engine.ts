/** The engine on ONNX Runtime in a worker thread of Node: `run` of ONNX Runtime blocks the thread that calls it. */
import { nodeRuntime } from '@kantor/runtime/node';
import type { Engine } from '../engine.js';
import { compilingEngine, type OrtOptions } from '../ort/engine.js';
import type { OrtWorkerData } from './ort-worker.js';
import { startWorker } from './worker-loaded.js';

const defaultWorker = new URL('./ort-worker.js', import.meta.url);

/**
 * An engine whose `Loaded` lives in a worker thread of its own and ends it when disposed. Programs are compiled in this
 * thread, and so the block size is tried here too, on the runtime that is loaded anyway: some milliseconds, once.
 * @param workerUrl the compiled worker, for bundlers that move it.
 */
export function ortWorkerEngine(options: OrtOptions, workerUrl: URL = defaultWorker): Engine {
  return compilingEngine(nodeRuntime(), options, (programs, initial, sessions) =>
    startWorker(workerUrl, { programs, initial, options: sessions } satisfies OrtWorkerData),
  );
}

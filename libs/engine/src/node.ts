/** The engine on ONNX Runtime in a worker thread of Node: `run` of ONNX Runtime blocks the thread that calls it. */
import { Worker } from 'node:worker_threads';
import { KantorError } from '@kantor/tensor';
import { nodeRuntime } from '@kantor/runtime/node';
import type { Engine, Loaded } from './engine.js';
import type { OrtWorkerData } from './node/ort-worker.js';
import { compilingEngine, type OrtOptions } from './ort/engine.js';
import { connectLoaded, type encodeError } from './remote.js';

const defaultWorker = new URL('./node/ort-worker.js', import.meta.url);

type Answer = { ok: true } | ReturnType<typeof encodeError>;

function failed(what: string, cause: unknown): KantorError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new KantorError('engine/worker', `The engine's worker thread ${what}: ${message}`, { cause });
}

function ended(code: number): KantorError {
  return new KantorError(
    'engine/worker',
    `The engine's worker thread has ended (exit code ${code}), and its state is lost. Load the programs again.`,
  );
}

function firstMessage(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (cause) => reject(failed('could not start', cause)));
    worker.once('exit', (code) => reject(ended(code)));
  });
}

async function start(workerUrl: URL, workerData: OrtWorkerData): Promise<Loaded> {
  // Loaders and conditions that this process was started with are not for the compiled code of the worker.
  const worker = new Worker(workerUrl, { workerData, execArgv: [] });
  const answer = await firstMessage(worker);
  if (!answer.ok) {
    await worker.terminate();
    throw new KantorError(answer.code, answer.message);
  }
  const { loaded, fail } = connectLoaded(
    {
      send: (message, transfer) => worker.postMessage(message, transfer),
      onMessage: (listener) => void worker.on('message', listener),
    },
    async () => void (await worker.terminate()),
  );
  worker.on('error', (cause) => fail(failed('failed', cause)));
  worker.on('messageerror', (cause) => fail(failed('sent what cannot be read', cause)));
  worker.on('exit', (code) => fail(ended(code)));
  return loaded;
}

/**
 * An engine whose `Loaded` lives in a worker thread of its own and ends it when disposed. Programs are compiled in this
 * thread, and so the block size is tried here too, on the runtime that is loaded anyway: some milliseconds, once.
 * @param workerUrl the compiled worker, for bundlers that move it.
 */
export function ortWorkerEngine(options: OrtOptions, workerUrl: URL = defaultWorker): Engine {
  return compilingEngine(nodeRuntime(), options, (programs, initial, sessions) =>
    start(workerUrl, { programs, initial, options: sessions }),
  );
}

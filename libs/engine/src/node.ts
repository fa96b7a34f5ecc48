/** The engine on ONNX Runtime in a worker thread of Node: `run` of ONNX Runtime blocks the thread that calls it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { KantorError } from '@kantor/tensor';
import type { SessionOptions } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import type { Engine, Loaded } from './engine.js';
import type { OrtWorkerData } from './node/ort-worker.js';
import { compilePrograms } from './ort/compile.js';
import { describeOrt } from './ort/engine.js';
import { connectLoaded, type encodeError } from './remote.js';

const defaultWorker = new URL('./node/ort-worker.js', import.meta.url);

async function start(workerUrl: URL, workerData: OrtWorkerData): Promise<Loaded> {
  const worker = new Worker(workerUrl, { workerData });
  const [answer] = (await once(worker, 'message')) as [{ ok: true } | ReturnType<typeof encodeError>];
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
  worker.on('error', (cause) => {
    fail(new KantorError('engine/worker', `The engine's worker thread failed: ${String(cause)}`, { cause }));
  });
  worker.on('exit', (code) => {
    fail(new KantorError('engine/worker', `The engine's worker thread has ended (exit code ${code}).`));
  });
  return loaded;
}

/**
 * An engine whose `Loaded` lives in a worker thread of its own and ends it when disposed.
 * @param workerUrl the compiled worker, for bundlers that move it.
 */
export function ortWorkerEngine(options: SessionOptions, workerUrl: URL = defaultWorker): Engine {
  return {
    name: `ort-${options.device}`,
    description: describeOrt(nodeRuntime(), options),
    load: (programs, initial) => start(workerUrl, { programs: compilePrograms(programs), initial, options }),
  };
}

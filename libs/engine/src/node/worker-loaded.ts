/** A `Loaded` that lives in a worker thread of its own: its start, and clear errors when the worker dies. */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { KantorError } from '@kantor/tensor';
import type { Loaded } from '../engine.js';
import { connectLoaded, type encodeError } from '../remote.js';

type Answer = { ok: true } | ReturnType<typeof encodeError>;

function failed(what: string, cause: unknown): KantorError {
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new KantorError(
      'engine/memory',
      "The engine's worker thread ran out of JavaScript memory, and its state is lost.",
      { cause },
    );
  }
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

/**
 * Starts a compiled worker that calls `serveOwner`, and waits until it has loaded its programs. The worker ends when
 * the `Loaded` is disposed.
 */
export async function startWorker(
  workerUrl: URL,
  workerData: unknown,
  options: Pick<WorkerOptions, 'env'> = {},
): Promise<Loaded> {
  // Loaders and conditions that this process was started with are not for the compiled code of the worker.
  const worker = new Worker(workerUrl, { workerData, execArgv: [], ...options });
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

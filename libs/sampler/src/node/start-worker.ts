/** Starts the worker threads of a sampler, and says how they ended. */
import { Worker } from 'node:worker_threads';
import { KantorError } from '@kantor/tensor';
import type { StartWorker } from '../worker-handle.js';

const ownWorker = new URL('./worker.js', import.meta.url);

function gone(how: string, cause?: unknown): KantorError {
  const options = cause === undefined ? undefined : { cause };
  return new KantorError('sampler/worker', `The sampler's worker thread ${how}.`, options);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** @param url the compiled worker; the one beside this file if left out. */
export function nodeWorkers(url: URL = ownWorker): StartWorker {
  return (onGone) => {
    // Loaders and conditions that this process was started with are not for the compiled code of the worker.
    const worker = new Worker(url, { execArgv: [] });
    worker.on('error', (cause) => onGone(gone(`failed: ${messageOf(cause)}`, cause)));
    worker.on('messageerror', (cause) =>
      onGone(gone(`sent what cannot be read: ${messageOf(cause)}`, cause)),
    );
    worker.on('exit', (code) => onGone(gone(`has ended (exit code ${code})`)));
    return {
      link: {
        send: (message, transfer) => worker.postMessage(message, transfer),
        onMessage: (listener) => void worker.on('message', listener),
      },
      terminate: async () => void (await worker.terminate()),
      pid: undefined,
      hold: (busy) => (busy ? worker.ref() : worker.unref()),
    };
  };
}

/** Starts the web workers of a sampler, and says how they ended. */
import type { Device } from '@kantor/runtime';
import type { WebRuntimeOptions } from '@kantor/runtime/web';
import { KantorError } from '@kantor/tensor';
import type { StartWorker } from '../worker-handle.js';

/** Makes a worker that runs this package's worker script. */
export type CreateWorker = () => Worker;

function gone(how: string): KantorError {
  return new KantorError('sampler/worker', `The sampler's web worker ${how}`);
}

/** Why a worker has failed; browsers say nothing of a script that could not be fetched or run. */
function reasonOf({ message, filename, lineno }: ErrorEvent): string {
  if (!message) {
    return (
      'could not be started: its script is not there, or the content security policy of the page forbids it ' +
      "(worker-src 'self' allows it)."
    );
  }
  return `failed: ${message}${filename ? ` (${filename}:${lineno})` : ''}.`;
}

/** What each worker is told before anything else: where ONNX Runtime is, and for which device to get it ready. */
export interface WorkerStart extends WebRuntimeOptions {
  readonly device: Device | 'auto';
}

export function webWorkers(create: CreateWorker, options: WorkerStart): StartWorker {
  return (onGone) => {
    const worker = create();
    const lose = (reason: KantorError): void => {
      worker.terminate(); // one that failed may still hold memory, and is asked nothing more
      onGone(reason);
    };
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // who waits for the worker is told; the console need not be
      lose(gone(reasonOf(event)));
    });
    worker.addEventListener('messageerror', () => lose(gone('sent what cannot be read.')));
    worker.postMessage(options);
    return {
      link: {
        send: (message, transfer) => worker.postMessage(message, [...transfer]),
        onMessage: (listener) =>
          worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
      },
      terminate: () => {
        worker.terminate();
        return Promise.resolve();
      },
      hold: () => undefined,
      pid: undefined,
    };
  };
}

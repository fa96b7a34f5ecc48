/** The web worker of a sampler: opens the model with ONNX Runtime's files for browsers and answers its owner. */
import { answerCalls } from '@kantor/runtime';
import { webRuntime } from '@kantor/runtime/web';
import { modelHost } from '../host.js';
import { ownMemory } from '../memory.js';
import { webClock } from './clock.js';
import type { WorkerStart } from './start-worker.js';

/** TypeScript has types for pages or for workers, and takes this for a page. */
const { postMessage } = globalThis as unknown as {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
};

function start({ device, ...options }: WorkerStart): void {
  const runtime = webRuntime(options);
  void runtime.prepare?.(device); // while the model is still coming
  answerCalls(
    {
      send: (message, transfer) => postMessage(message, transfer),
      onMessage: (listener) => addEventListener('message', ({ data }) => listener(data)),
    },
    modelHost({ createRuntime: () => runtime, now: webClock.now, memory: ownMemory }),
  );
}

// The first message says where the runtime's files are; all others are calls.
addEventListener('message', ({ data }) => start(data as WorkerStart), { once: true });

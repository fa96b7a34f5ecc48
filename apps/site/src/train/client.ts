/** The page's side of the worker that trains. */
import { connectCalls, type Calls, type Choice } from '@kantor/runtime';
import { KantorError } from '@kantor/tensor';
import type { Frame } from './frame.js';
import type { OpenRequest, Stretch } from './worker.js';

export interface Trainer {
  /** Where the training runs that is open, such as `on WASM`; undefined if none is. */
  readonly where: string | undefined;
  /** Opens a training, which takes the place of the one before, or goes on from it. */
  open(request: OpenRequest): Promise<void>;
  /** Trains for a stretch; gives what is to be seen then. */
  advance(stretch: Stretch): Promise<Frame>;
}

function startWorker(): Calls {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const calls = connectCalls({
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', ({ data }: MessageEvent) => listener(data)),
  });
  worker.addEventListener('error', ({ message }) => {
    const reason = message || 'its script could not be loaded';
    calls.fail(
      new KantorError('site/worker', `The worker that trains has stopped: ${reason}. Reload the page.`),
    );
  });
  return calls;
}

function describe({ device, tried }: Choice): string {
  const passed = tried.filter(({ available }) => !available);
  const reasons = passed.map(({ reason }) => ` (no WebGPU: ${reason})`);
  return `on ${device === 'webgpu' ? 'WebGPU' : 'WASM'}${reasons.join('')}`;
}

/** The worker starts, and ONNX Runtime is fetched, when the first training is opened. */
export function createTrainer(): Trainer {
  let calls: Calls | undefined;
  let where: string | undefined;
  return {
    get where() {
      return where;
    },
    async open(request) {
      calls ??= startWorker();
      where = describe(await calls.call<Choice>('open', [request]));
    },
    advance(stretch) {
      if (!calls) throw new Error('No training is open.');
      return calls.call('advance', [stretch]);
    },
  };
}

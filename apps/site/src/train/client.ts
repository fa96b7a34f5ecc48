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

interface Running {
  readonly calls: Calls;
  terminate(): void;
}

function startWorker(): Running {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const calls = connectCalls({
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', ({ data }: MessageEvent) => listener(data)),
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault(); // who waits for the worker is told; the console need not be
    const reason = event.message || 'its script could not be loaded';
    calls.fail(new KantorError('site/worker', `The worker that trains has stopped: ${reason}.`));
  });
  return { calls, terminate: () => worker.terminate() };
}

/** After these a worker is of no use any more: it has stopped, or ONNX Runtime cannot start in it again. */
const ends = new Set(['site/worker', 'runtime/lost', 'runtime/missing']);

function describe({ device, tried }: Choice): string {
  const passed = tried.filter(({ available }) => !available);
  const reasons = passed.map(({ reason }) => ` (no WebGPU: ${reason})`);
  return `on ${device === 'webgpu' ? 'WebGPU' : 'WASM'}${reasons.join('')}`;
}

/** The worker starts, and ONNX Runtime is fetched, when a training is opened and there is none. */
export function createTrainer(): Trainer {
  let running: Running | undefined;
  let where: string | undefined;

  async function call<T>(method: string, argument: unknown): Promise<T> {
    const { calls, terminate } = (running ??= startWorker());
    try {
      return await calls.call<T>(method, [argument]);
    } catch (error) {
      if (error instanceof KantorError && ends.has(error.code)) {
        terminate();
        running = where = undefined;
      }
      throw error;
    }
  }
  return {
    get where() {
      return where;
    },
    async open(request) {
      where = describe(await call<Choice>('open', request));
    },
    advance: (stretch) => call('advance', stretch),
  };
}

/** A place for workers that open a model, refuse it or are lost as the test says, and answer batches when it says so. */
import { createLane } from '../../src/lane.js';
import type { Batch, OpenRequest } from '../../src/protocol.js';
import type { WorkerEvent } from '../../src/worker-event.js';
import type { StartWorker } from '../../src/worker-handle.js';
import { createHandClock } from './hand-clock.js';

/** How the next workers meet `open`; those after them open the model. */
export type Fate = 'opens' | 'refuses' | 'is lost';

interface Message {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

export const died = new Error('it died');

export function laneOf(...fates: readonly Fate[]) {
  const clock = createHandClock();
  const events: WorkerEvent[] = [];
  const memories: unknown[] = []; // that came with batches, in order
  const started: { lose(): void; done(milliseconds: number): void; holds: boolean; ended: boolean }[] = [];
  const startWorker: StartWorker = (onGone) => {
    const fate = fates[started.length] ?? 'opens';
    let reply: (message: unknown) => void = () => undefined;
    const running: number[] = [];
    const worker = {
      lose: () => onGone(died),
      done: (milliseconds: number) =>
        reply({ id: running.shift(), ok: true, value: { samples: new Float32Array(1), milliseconds } }),
      holds: true,
      ended: false,
    };
    started.push(worker);
    const send = (message: unknown): void => {
      const { id, method, args } = message as Message;
      if (method === 'run') {
        memories.push(args[1]);
        return void running.push(id);
      }
      if (method === 'open' && fate === 'is lost') return queueMicrotask(worker.lose);
      if (method === 'open' && fate === 'refuses')
        return queueMicrotask(() => reply({ id, ok: false, code: 'runtime/open', message: 'no memory' }));
      queueMicrotask(() => reply({ id, ok: true, value: { device: 'cpu', tried: [], runtime: 'none' } }));
    };
    return {
      link: { send, onMessage: (listener) => void (reply = listener) },
      pid: 100 + started.length,
      terminate: () => Promise.resolve(void (worker.ended = true)),
      hold: (busy) => void (worker.holds = busy),
    };
  };
  const onWorker = (event: WorkerEvent) => void events.push(event);
  const lane = createLane({ startWorker, clock, index: 3, onWorker });
  return {
    lane,
    clock,
    events,
    memories,
    started,
    open: () => lane.start({ device: 'auto' } as OpenRequest),
  };
}

export const batch = () =>
  ({ latents: new Float32Array(1), labels: undefined, bucket: 1, runs: 1, rows: 1 }) satisfies Batch;

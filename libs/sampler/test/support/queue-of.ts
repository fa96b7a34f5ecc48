/** A queue before workers that tests drive by hand. */
import { floats } from '@kantor/tensor';
import { givenRows } from '../../src/latents.js';
import { createQueue } from '../../src/queue.js';
import { createHandClock } from './hand-clock.js';
import { createHandLane, type HandLane } from './hand-lane.js';

interface Circumstances {
  readonly lanes?: readonly HandLane[];
  readonly maxDelay?: number;
  readonly together?: boolean;
}

interface CallOptions {
  readonly priority?: number;
  readonly into?: Float32Array;
  readonly signal?: AbortSignal;
}

/** Batches of 1, 4 or 8 rows; a row of the call `name` is that number. */
export function queueOf({ lanes = [createHandLane()], maxDelay = 0, together = true }: Circumstances = {}) {
  const clock = createHandClock();
  const latent = { size: 1, distribution: 'normal' } as const;
  const shape = { buckets: [1, 4, 8], latent, drawsThere: false, sampleSize: 1, labels: undefined };
  const queue = createQueue({
    ...shape,
    lanes,
    device: 'cpu',
    clock,
    maxDelay,
    together,
    onRan: () => undefined,
  });
  const call = (name: number, rows: number, options: CallOptions = {}) => {
    const latents = givenRows(floats([rows, 1], new Float32Array(rows).fill(name)));
    const { priority = 5, into, signal } = options;
    const answer = queue.submit({ rows, latents, label: undefined, priority, into, signal });
    answer.catch(() => undefined);
    return answer;
  };
  return { queue, clock, lane: lanes[0], lanes, call };
}

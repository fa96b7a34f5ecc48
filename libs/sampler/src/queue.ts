/**
 * Brings calls and workers together: what waits is gathered into batches, padded to a bucket, run, and given back to
 * each call. Rows of several calls share a batch; a batch that fails is repeated call by call, so that one of them
 * cannot spoil another.
 */
import type { Device } from '@kantor/runtime';
import { pack, unpack, type BatchShape } from './batch.js';
import { bucketFor } from './buckets.js';
import { createCall, type Call, type CallRequest, type Part } from './call.js';
import { disposedError, lostTwice, noWorker } from './errors.js';
import type { Lane, Outcome } from './lane.js';
import type { Batch } from './protocol.js';
import { createWaiting, type Waiting } from './waiting.js';

export interface QueueOptions extends BatchShape {
  readonly lanes: readonly Lane[];
  readonly device: Device;
  /** Told of each batch that a worker ran. */
  readonly onRan: (batch: Batch) => void;
}

export interface Queue {
  /** Samples [rows, …], in an array of their own. */
  submit(request: CallRequest): Promise<Float32Array>;
  /** Refuses all calls that are not done, and later ones. */
  dispose(): void;
}

/** A worker has one batch running and one waiting in its mailbox, so that it never waits for this thread. */
const batchesPerLane = 2;

/** The lane with the least to do, and the rows that it is to run next; undefined if nobody waits or all are busy. */
function nextBatch(waiting: Waiting, { lanes, buckets, device }: QueueOptions) {
  const free = lanes.filter(({ dead, load }) => !dead && load < batchesPerLane);
  if (free.length === 0) return undefined;
  const lane = free.reduce((best, other) => (other.load < best.load ? other : best));
  const repeat = waiting.nextRepeat();
  if (repeat) return { lane, parts: [repeat] };
  const idle = Math.max(1, free.filter(({ load }) => load === 0).length);
  const rows = Math.min(Math.ceil(waiting.rows() / idle), buckets[buckets.length - 1]);
  if (rows === 0) return undefined;
  return { lane, parts: waiting.take(Math.min(rows, bucketFor(rows, buckets, device))) };
}

/** What becomes of rows that came back without samples: they wait again, or their call fails. */
function settleFailure(
  parts: readonly Part[],
  outcome: Exclude<Outcome, { kind: 'done' }>,
  { waiting, final }: { readonly waiting: Waiting; readonly final: boolean },
): void {
  const error = outcome.kind === 'lost' ? lostTwice(outcome.error) : outcome.error;
  for (const part of parts) {
    if (outcome.kind === 'refused' || (outcome.kind === 'lost' && outcome.running)) part.failures++;
    if (final || part.failures > 1) part.call.fail(error);
    else waiting.repeat(part);
  }
}

export function createQueue(options: QueueOptions): Queue {
  const { lanes, device } = options;
  const waiting = createWaiting();
  const open = new Set<Call>(); // calls that have not ended
  let ended: Error | undefined;
  let pumping = false;

  const end = (error: Error): void => {
    ended ??= error;
    for (const call of open) call.fail(error);
    waiting.clear();
  };
  const send = async (lane: Lane, parts: readonly Part[]): Promise<void> => {
    const batch = pack(parts, options);
    const outcome = await lane.run(batch);
    if (outcome.kind === 'done') {
      options.onRan(batch);
      unpack(parts, outcome.samples, options);
    } else {
      // A GPU may be lost without its worker: whether it was, another worker tells.
      const mayBeLost = outcome.kind === 'refused' && (device === 'cuda' || device === 'webgpu');
      if (mayBeLost) lane.abandon(outcome.error);
      const final = outcome.kind === 'refused' && !mayBeLost && parts.length === 1;
      settleFailure(parts, outcome, { waiting, final });
      if (lanes.every(({ dead }) => dead)) end(noWorker(outcome.error));
    }
    pump();
  };
  const pumpNow = (): void => {
    pumping = false;
    for (let next = nextBatch(waiting, options); next && !ended; next = nextBatch(waiting, options)) {
      void send(next.lane, next.parts);
    }
  };
  /** A little later, so that calls made in one go share a batch. */
  const pump = (): void => {
    if (pumping) return;
    pumping = true;
    queueMicrotask(pumpNow);
  };
  return {
    async submit(request) {
      request.signal?.throwIfAborted();
      if (ended) throw ended;
      const call = createCall(request, options.sampleSize, () => open.delete(call));
      open.add(call);
      waiting.add(call);
      pump();
      return call.result;
    },
    dispose: () => end(disposedError()),
  };
}

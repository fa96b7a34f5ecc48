/**
 * Brings calls and workers together: what waits is gathered into batches, padded to a bucket, run, and given back to
 * each call. Rows of several calls share a batch; a batch that fails is repeated call by call, so that one of them
 * cannot spoil another.
 */
import type { Device } from '@kantor/runtime';
import { pack, unpack, type BatchShape } from './batch.js';
import { largestOf } from './buckets.js';
import { createCall, type Answer, type Call, type CallRequest, type Part } from './call.js';
import type { Clock } from './clock.js';
import type { Outcome } from './connection.js';
import { createDeparture } from './departure.js';
import { disposedError, lostTwice, noWorker } from './errors.js';
import type { Lane } from './lane.js';
import type { Batch } from './protocol.js';
import { createWaiting, type Waiting } from './waiting.js';

export interface QueueOptions extends BatchShape {
  readonly lanes: readonly Lane[];
  readonly device: Device;
  readonly clock: Clock;
  /** Milliseconds that a batch which is not full waits for company. */
  readonly maxDelay: number;
  /** Whether quick full batches may be handed over a few at a time. */
  readonly together: boolean;
  /** Told of each batch that a worker ran. */
  readonly onRan: (batch: Batch, milliseconds: number) => void;
}

export interface Queue {
  /** Samples [rows, …], in an array of their own. */
  submit(request: CallRequest): Promise<Answer>;
  /** Rows of calls that have not ended. */
  rows(): { readonly waiting: number; readonly running: number };
  /** Refuses all calls that are not done, and later ones. */
  dispose(): void;
}

/** What becomes of rows that came back without samples: they wait again, or their call fails. */
function settleFailure(
  parts: readonly Part[],
  outcome: Exclude<Outcome, { kind: 'done' }>,
  { waiting, final }: { readonly waiting: Waiting; readonly final: boolean },
): void {
  const error = outcome.kind === 'lost' ? lostTwice(outcome.error) : outcome.error;
  for (const part of parts) {
    if (outcome.kind === 'refused' || outcome.running) part.failures++;
    if (final || part.failures > 1) part.call.fail(error);
    else waiting.repeat(part);
  }
}

/** Makes the program wait as long as there is anything to do. */
function createHold(lanes: readonly Lane[]) {
  let work = 0;
  const hold = (busy: boolean): void => lanes.forEach((lane) => lane.hold(busy));
  return {
    begin: (): void => void (work++ === 0 && hold(true)),
    end: (): void => void (--work === 0 && hold(false)),
  };
}

/** What waits, what runs, and what the program must wait for. */
interface State {
  readonly waiting: Waiting;
  readonly hold: ReturnType<typeof createHold>;
  /** Rows that workers have. */
  running: number;
}

/** Runs a batch, and gives the calls in it what came of it. It never rejects. */
async function run(lane: Lane, parts: readonly Part[], options: QueueOptions, state: State): Promise<void> {
  const { clock, device, onRan } = options;
  const batch = pack(parts, options);
  const sent = clock.now();
  state.hold.begin();
  state.running += batch.rows;
  const outcome = await lane.run(batch);
  state.running -= batch.rows;
  state.hold.end();
  if (outcome.kind === 'done') {
    const { milliseconds } = outcome;
    onRan(batch, milliseconds);
    // It may have lain in the worker's mailbox; the worker says how long it took, and it has ended just now.
    const began = Math.max(sent, clock.now() - milliseconds);
    const kept = unpack(parts, outcome, { began, milliseconds, bucket: batch.bucket }, options);
    if (!kept && !outcome.lent) lane.reuse(outcome.samples);
    return;
  }
  // A GPU may be lost without its worker: whether it was, another worker tells.
  const mayBeLost = outcome.kind === 'refused' && (device === 'cuda' || device === 'webgpu');
  if (mayBeLost) lane.abandon(outcome.error);
  const final = outcome.kind === 'refused' && !mayBeLost && parts.length === 1;
  settleFailure(parts, outcome, { waiting: state.waiting, final });
}

export function createQueue(options: QueueOptions): Queue {
  const { lanes, clock, buckets, sampleSize } = options;
  const state: State = {
    waiting: createWaiting(largestOf(buckets)),
    hold: createHold(lanes),
    running: 0,
  };
  const { waiting, hold } = state;
  const open = new Set<Call>(); // calls that have not ended
  let ended: Error | undefined;
  const end = (error: Error): void => {
    ended ??= error;
    departure.end();
    for (const call of open) call.fail(error);
    waiting.clear();
  };
  const departure = createDeparture(waiting, options, (lane, parts) => {
    void run(lane, parts, options, state).then(departure.look);
  });
  const onLane = (): void => {
    const dead = lanes.every((lane) => lane.dead) && lanes[0].dead;
    if (dead) end(noWorker(dead));
    departure.look();
  };
  lanes.forEach((lane) => lane.watch(onLane));
  return {
    async submit(request) {
      request.signal?.throwIfAborted();
      if (ended) throw ended;
      const onSettled = (): void => {
        open.delete(call);
        hold.end();
      };
      hold.begin();
      const call = createCall(request, { sampleSize, arrived: clock.now(), onSettled });
      open.add(call);
      waiting.add(call);
      departure.look();
      return call.result;
    },
    rows: () => ({ waiting: waiting.rows() + waiting.repeats(), running: state.running }),
    dispose: () => end(disposedError()),
  };
}

/** Decides which rows go to which worker, and when: as soon as there is room, or after a while for the sake of company. */
import type { Device } from '@kantor/runtime';
import { bucketFor, largestOf } from './buckets.js';
import type { Part } from './call.js';
import type { Alarm, Clock } from './clock.js';
import type { Lane } from './lane.js';
import type { Waiting } from './waiting.js';

export interface DepartureOptions {
  readonly lanes: readonly Lane[];
  /** Batch sizes, smallest first. */
  readonly buckets: readonly number[];
  readonly device: Device;
  readonly clock: Clock;
  /** Milliseconds that a batch which is not full waits for company. */
  readonly maxDelay: number;
  /** Whether quick full batches may be handed over a few at a time: not where each sample is to be by itself. */
  readonly together: boolean;
}

export interface Departure {
  /** Sends what may go, a little later, so that calls made in one go share a batch. */
  look(): void;
  /** Sends nothing any more. */
  end(): void;
}

type Next =
  | { readonly kind: 'batch'; readonly lane: Lane; readonly parts: readonly Part[] }
  /** Nothing goes for so many milliseconds, unless a full batch comes together. */
  | { readonly kind: 'later'; readonly milliseconds: number }
  | { readonly kind: 'nothing' };

/** How many idle workers share what waits: no more than have enough to do. */
function sharersOf(rows: number, lane: Lane, free: readonly Lane[]): number {
  let idle = free.filter(({ load }) => load === 0).length;
  while (idle > 1 && !lane.worthwhile(Math.ceil(rows / idle))) idle--;
  return Math.max(1, idle);
}

/**
 * Rows of the next batch: a part of what waits for each idle worker, or a full batch, if that is worth a wait; or a few
 * full ones.
 */
function rowsFor(
  rows: number,
  lane: Lane,
  free: readonly Lane[],
  { buckets, maxDelay, together }: DepartureOptions,
): number {
  const largest = largestOf(buckets);
  const share = Math.ceil(rows / sharersOf(rows, lane, free));
  if (together && share >= 2 * largest) return Math.min(Math.floor(share / largest), lane.together) * largest;
  return Math.min(maxDelay > 0 ? rows : share, largest);
}

/** Milliseconds that rows wait for company which are little work, while other rows run. */
const usualDelay = 1;

/** Tells in how many milliseconds a batch of so many rows may go to a worker. */
function createDelay(waiting: Waiting, { lanes, buckets, clock, maxDelay }: DepartureOptions) {
  let leaving = -Infinity; // who came until then goes with the one whose time was over, if not in the same batch
  const delayFor = (rows: number, lane: Lane): number => {
    if (rows >= largestOf(buckets)) return 0;
    const busy = lanes.some(({ load }) => load > 0);
    return busy && !lane.worthwhile(rows) ? Math.max(maxDelay, usualDelay) : maxDelay;
  };
  return (rows: number, lane: Lane): number => {
    const delay = delayFor(rows, lane);
    if (delay === 0) return 0;
    const [oldest, now] = [waiting.oldest(), clock.now()];
    if (oldest + delay <= now) leaving = now;
    return oldest <= leaving ? 0 : oldest + delay - now;
  };
}

/** What goes next, and to the worker with the least to do. */
function findNext(
  waiting: Waiting,
  options: DepartureOptions,
  delayOf: (rows: number, lane: Lane) => number,
): Next {
  const free = options.lanes.filter(({ room }) => room > 0);
  if (free.length === 0) return { kind: 'nothing' };
  const lane = free.reduce((best, other) => (other.load < best.load ? other : best));
  const repeat = waiting.nextRepeat();
  if (repeat) return { kind: 'batch', lane, parts: [repeat] };
  const rows = rowsFor(waiting.rows(), lane, free, options);
  if (rows === 0) return { kind: 'nothing' };
  const milliseconds = delayOf(rows, lane);
  if (milliseconds > 0) return { kind: 'later', milliseconds };
  const largest = largestOf(options.buckets);
  const taken = rows > largest ? rows : Math.min(rows, bucketFor(rows, options.buckets, options.device));
  return { kind: 'batch', lane, parts: waiting.take(taken) };
}

export function createDeparture(
  waiting: Waiting,
  options: DepartureOptions,
  send: (lane: Lane, parts: readonly Part[]) => void,
): Departure {
  const delayOf = createDelay(waiting, options);
  const next = (): Next => findNext(waiting, options, delayOf);
  let looking = false;
  let ended = false;
  let alarm: Alarm | undefined;
  const lookAgain = (): void => {
    alarm = undefined;
    look();
  };
  const lookNow = (): void => {
    looking = false;
    if (ended) return;
    let found = next();
    for (; found.kind === 'batch'; found = next()) send(found.lane, found.parts);
    if (found.kind === 'later') alarm ??= options.clock.after(found.milliseconds, lookAgain);
  };
  const look = (): void => {
    if (looking) return;
    looking = true;
    options.clock.soon(lookNow);
  };
  return {
    look,
    end() {
      ended = true;
      alarm?.cancel();
    },
  };
}

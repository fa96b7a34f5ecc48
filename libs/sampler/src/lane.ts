/** A place for one worker, as those see it who have batches to run. */
import type { Placement } from '@kantor/runtime';
import type { Connection, Outcome } from './connection.js';
import { disposedError } from './errors.js';
import { addHold, createPlace, type Place, type PlaceOptions } from './place.js';
import type { Batch, Opened, OpenRequest } from './protocol.js';
import { openWorker } from './replace.js';

export interface Lane {
  /** Batches handed over and not answered yet. */
  readonly load: number;
  /** How many more it may be handed now: none while no worker here has the model open. */
  readonly room: number;
  /** How many full batches it should be handed together: more than one where each is so quick that messages count. */
  readonly together: number;
  /** Whether so many rows are work enough for a batch of their own while others run: messages have a price. */
  worthwhile(rows: number): boolean;
  /** Whether a worker has the model open. */
  readonly open: boolean;
  /** Why no worker can be had here any more. */
  readonly dead: Error | undefined;
  /** Workers that took a lost one's place. */
  readonly replaced: number;
  /** Of the worker that is there, if it is a process. */
  readonly pid: number | undefined;
  /** Starts the first worker and opens the model in it. */
  start(request: OpenRequest): Promise<Opened>;
  /** Runs a batch, for which there must be room; the buffer of its latents moves. It never rejects. */
  run(batch: Batch): Promise<Outcome>;
  /** Takes memory of a result that nobody keeps, for another one. */
  reuse(memory: Float32Array): void;
  /** Where the operators of the model run; undefined if the runtime does not tell. */
  operators(): Promise<Placement | undefined>;
  /** Gives the worker up: its device may be lost. */
  abandon(reason: Error): void;
  /** Whether there is work, for which the program must wait, even while a worker is being replaced. */
  hold(busy: boolean): void;
  /** Calls `listener` when there may be more room than before, or when the place is dead. */
  watch(listener: () => void): void;
  dispose(): Promise<void>;
}

/**
 * Milliseconds of a batch beyond which a worker has no second one in its mailbox: the gap between two is nothing beside
 * them, and what lies there cannot be taken back.
 */
const slow = 20;

/** How many batches a worker may have. */
const mostAtOnce = 2;

/** How many more batches a worker may have; until it has done one, nobody knows how long they take. */
function roomOf({ open, pace, load }: Place): number {
  return open ? Math.max(0, (pace <= slow ? mostAtOnce : 1) - load) : 0;
}

/** Milliseconds that batches which are handed over together may take: others wait for them. */
const mostTogether = 6;

/** One for a worker with nothing to do, so that it begins while more are drawn. */
function togetherOf({ pace, load }: Place): number {
  if (load === 0) return 1;
  return Math.max(1, Math.min(4, Math.floor(mostTogether / pace)));
}

/** Does work for which the program must wait. */
async function occupy<T>(place: Place, work: () => Promise<T>): Promise<T> {
  addHold(place, 1);
  try {
    return await work();
  } finally {
    addHold(place, -1);
  }
}

/** Milliseconds of work that are worth two messages and a worker's waking up, which take some tenths of one. */
const worth = 1;

async function start(place: Place, request: OpenRequest): Promise<Opened> {
  place.request = request;
  const attempt = await openWorker(place);
  if (attempt.kind !== 'open') throw (place.dead ??= attempt.error);
  place.ready = Promise.resolve(attempt.connection);
  const opened = await attempt.connection.opened;
  place.request = { ...request, device: opened.device }; // a replacement draws the same pixels
  return opened;
}

async function run(place: Place, batch: Batch): Promise<Outcome> {
  place.load++;
  const outcome = await (place.current as Connection).run(batch, place.spare.pop());
  place.load--;
  if (outcome.kind === 'done') {
    place.losses = 0;
    place.pace = outcome.milliseconds / batch.runs;
    place.rowPace = place.pace / batch.bucket;
  }
  return outcome;
}

/** No more than is on its way at once, and whole: a result may fill a part of its buffer. */
function reuse({ spare }: Place, { buffer }: Float32Array): void {
  if (spare.length < mostAtOnce) spare.push(new Float32Array(buffer as ArrayBuffer));
}

async function operators(place: Place): Promise<Placement | undefined> {
  if (place.dead) throw place.dead;
  return (await (place.ready as Promise<Connection>)).operators();
}

async function dispose(place: Place): Promise<void> {
  const { current, pause, ending } = place;
  place.dead ??= disposedError();
  Object.assign(place, { open: false, current: undefined });
  pause?.end();
  await Promise.all([current?.end(), ending]);
}

export function createLane(options: PlaceOptions): Lane {
  const place = createPlace(options);
  return {
    get load() {
      return place.load;
    },
    get room() {
      return roomOf(place);
    },
    get together() {
      return togetherOf(place);
    },
    worthwhile: (rows) => rows * place.rowPace >= worth,
    get open() {
      return place.open;
    },
    get dead() {
      return place.dead;
    },
    get replaced() {
      return place.replaced;
    },
    get pid() {
      return place.current?.pid;
    },
    start: (request) => occupy(place, () => start(place, request)),
    run: (batch) => run(place, batch),
    reuse: (memory) => reuse(place, memory),
    operators: () => occupy(place, () => operators(place)),
    abandon(reason) {
      if (place.current) place.ending = place.current.abandon(reason);
    },
    hold: (busy) => addHold(place, busy ? 1 : -1),
    watch: (listener) => void (place.changed = listener),
    dispose: () => dispose(place),
  };
}

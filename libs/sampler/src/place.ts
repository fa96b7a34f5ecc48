/** What a place for a worker is at a moment, and who is told when that changes; what is done there, others decide. */
import type { Alarm, Clock } from './clock.js';
import type { Connection } from './connection.js';
import type { OpenRequest } from './protocol.js';
import type { WorkerEvent } from './worker-event.js';
import type { StartWorker } from './worker-handle.js';

export interface PlaceOptions {
  readonly startWorker: StartWorker;
  readonly clock: Clock;
  /** Its number in the pool, from 0. */
  readonly index: number;
  readonly onWorker: ((event: WorkerEvent) => void) | undefined;
}

export interface Place extends PlaceOptions {
  request?: OpenRequest;
  /** The worker, once it was started; it may be opening the model. */
  current?: Connection | undefined;
  /** Whether it has the model open. */
  open: boolean;
  /** The worker with the model open, or the one that is to have it. */
  ready?: Promise<Connection>;
  /** Why there is no worker here any more. */
  dead?: Error;
  /** The end of the worker before: two at once would share a GPU. */
  ending: Promise<void>;
  /** The time before the next worker is started. */
  pause?: Pause | undefined;
  /** Workers lost since a batch was done. */
  losses: number;
  /** Workers that took a lost one's place. */
  replaced: number;
  /** Batches handed over and not answered yet. */
  load: number;
  /** Milliseconds that a run of the model last took; `Infinity` until that is known. */
  pace: number;
  /** The same for one row of it. */
  rowPace: number;
  /** Memory of samples that nobody keeps, for the next ones. */
  readonly spare: Float32Array[];
  /** How many reasons the program has to wait for this place. */
  holds: number;
  /** Told when there may be more room, or when the place is dead. */
  changed: () => void;
}

interface Pause {
  readonly hold: Alarm['hold'];
  readonly end: () => void;
}

export function createPlace(options: PlaceOptions): Place {
  return {
    ...options,
    open: false,
    ending: Promise.resolve(),
    losses: 0,
    replaced: 0,
    load: 0,
    pace: Infinity,
    rowPace: Infinity,
    spare: [],
    holds: 0,
    changed: () => undefined,
  };
}

/** What happens to a worker, of whichever kind. */
type Happening = WorkerEvent extends infer Event
  ? Event extends WorkerEvent
    ? Omit<Event, 'worker' | 'pid'>
    : never
  : never;

/** A little later, so that a listener that throws spoils nothing here. */
export function tell({ index, onWorker }: Place, happening: Happening, pid: number | undefined): void {
  if (onWorker) queueMicrotask(() => onWorker({ ...happening, worker: index, pid }));
}

export function addHold(place: Place, more: 1 | -1 | 0): void {
  place.holds += more;
  place.current?.hold(place.holds > 0);
  place.pause?.hold(place.holds > 0);
}

/** Waits, unless {@link Place.pause} is ended before. */
export function pauseFor(place: Place, milliseconds: number): Promise<void> {
  if (milliseconds === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      alarm.cancel();
      place.pause = undefined;
      resolve();
    };
    const alarm = place.clock.after(milliseconds, end);
    place.pause = { hold: alarm.hold, end };
    addHold(place, 0);
  });
}

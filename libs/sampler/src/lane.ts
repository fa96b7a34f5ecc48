/**
 * A place for one worker. When the worker is lost, the next batch starts another in its place; a lane whose replacement
 * cannot open the model is dead.
 */
import type { Placement } from '@kantor/runtime';
import { connect, type Connection, type Outcome as Ran } from './connection.js';
import { disposedError } from './errors.js';
import type { Batch, Opened, OpenRequest } from './protocol.js';
import type { StartWorker } from './worker-handle.js';

/** `dead`: no worker can be had here any more. */
export type Outcome = Ran | { readonly kind: 'dead'; readonly error: Error };

export interface Lane {
  /** Batches handed over and not answered yet. */
  readonly load: number;
  readonly dead: boolean;
  /** Workers that took a lost one's place. */
  readonly replaced: number;
  /** Starts the first worker and opens the model in it. */
  open(request: OpenRequest): Promise<Opened>;
  /** Runs a batch; the buffer of its latents moves. It never rejects. */
  run(batch: Batch): Promise<Outcome>;
  /** Where the operators of the model run; undefined if the runtime does not tell. */
  operators(): Promise<Placement | undefined>;
  /** Gives the worker up: its device may be lost. */
  abandon(reason: Error): void;
  dispose(): Promise<void>;
}

interface Place {
  request?: OpenRequest;
  current?: Connection | undefined;
  dead?: Error;
  started: number;
  load: number;
  /** The end of the worker before: two at once would share a GPU. */
  ending: Promise<void>;
}

/** The worker with the model open; a new one if there is none. */
async function ready(place: Place, start: StartWorker): Promise<Connection> {
  await place.ending;
  if (place.dead) throw place.dead;
  if (!place.current) {
    place.started++;
    place.current = connect(start, place.request as OpenRequest, () => (place.current = undefined));
  }
  const connection = place.current;
  connection.hold(true);
  try {
    await connection.opened;
    return connection;
  } catch (error) {
    place.dead ??= error as Error;
    place.current = undefined;
    await connection.end();
    throw error;
  }
}

/** Does work with the worker; while there is any, the program waits for it. */
async function occupy<T>(place: Place, work: () => Promise<T>): Promise<T> {
  place.load++;
  try {
    return await work();
  } finally {
    place.load--;
    if (place.load === 0) place.current?.hold(false);
  }
}

export function createLane(start: StartWorker): Lane {
  const place: Place = { started: 0, load: 0, ending: Promise.resolve() };
  return {
    get load() {
      return place.load;
    },
    get dead() {
      return place.dead !== undefined;
    },
    get replaced() {
      return Math.max(0, place.started - 1);
    },
    async open(request) {
      place.request = request;
      const opened = await occupy(place, async () => (await ready(place, start)).opened);
      place.request = { ...request, device: opened.device }; // a replacement draws the same pixels
      return opened;
    },
    run: (batch) =>
      occupy(place, async () => {
        let connection: Connection;
        try {
          connection = await ready(place, start);
        } catch (error) {
          return { kind: 'dead', error: error as Error };
        }
        return connection.run(batch);
      }),
    operators: () => occupy(place, async () => (await ready(place, start)).operators()),
    abandon(reason) {
      if (place.current) place.ending = place.current.abandon(reason);
    },
    async dispose() {
      const { current } = place;
      place.current = undefined;
      place.dead ??= disposedError();
      await current?.end();
    },
  };
}

/** Starts workers in a place, and another whenever one is lost: at once, but more and more slowly if nothing gets done. */
import { connect, type Connection } from './connection.js';
import { addHold, pauseFor, tell, type Place } from './place.js';
import type { OpenRequest } from './protocol.js';

/** Workers in a row that may be lost while they open the model. */
const mostAttempts = 3;

/**
 * Milliseconds before a worker is started again: none after one loss, then 0.1 s, 0.2 s and so on up to 10 s.
 * @param losses since a batch was done.
 */
export function pauseAfter(losses: number): number {
  return losses < 2 ? 0 : Math.min(10_000, 100 * 2 ** (losses - 2));
}

type Attempt =
  | { readonly kind: 'open'; readonly connection: Connection }
  /** The worker says that it cannot. */
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'lost'; readonly error: Error; readonly pid: number | undefined };

/** Starts a worker and opens the model in it. */
export async function openWorker(place: Place): Promise<Attempt> {
  const connection = connect(place.startWorker, place.request as OpenRequest, (error) => {
    if (place.dead || !place.open) return; // whoever opens it is told
    tell(place, { kind: 'lost', error }, connection.pid);
    Object.assign(place, { open: false, pace: Infinity, rowPace: Infinity, current: undefined });
    place.ready = replace(place);
    place.ready.catch(() => undefined); // whoever wants the worker is told
  });
  place.current = connection;
  addHold(place, 0);
  try {
    await connection.opened;
    place.open = place.dead === undefined;
    return { kind: 'open', connection };
  } catch (cause) {
    const error = cause as Error;
    const kind = connection.lost() ? 'lost' : 'refused';
    place.current = undefined;
    await connection.end();
    return { kind, error, pid: connection.pid };
  }
}

function requireAlive({ dead }: Place): void {
  if (dead) throw dead;
}

function die(place: Place, error: Error): Error {
  place.dead = error;
  tell(place, { kind: 'dead', error }, undefined);
  place.changed();
  return error;
}

/** Puts another worker into a lost one's place. */
async function replace(place: Place): Promise<Connection> {
  for (let attempts = 1; ; attempts++) {
    place.losses++;
    await pauseFor(place, pauseAfter(place.losses));
    await place.ending;
    requireAlive(place);
    const attempt = await openWorker(place);
    requireAlive(place); // it may have been disposed meanwhile
    if (attempt.kind === 'open') {
      place.replaced++;
      tell(place, { kind: 'replaced' }, attempt.connection.pid);
      place.changed();
      return attempt.connection;
    }
    if (attempt.kind === 'lost') tell(place, { kind: 'lost', error: attempt.error }, attempt.pid);
    if (attempt.kind === 'refused' || attempts === mostAttempts) throw die(place, attempt.error);
  }
}

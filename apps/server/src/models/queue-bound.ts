/** Bounds how much work of one model waits or runs at once: what comes on top is refused at once, not kept waiting. */
import { fault } from '../faults.js';

export interface QueueBound {
  /** Images that wait or run. */
  readonly images: number;
  /** Calls that they belong to. */
  readonly calls: number;
  /** The part of the places that is taken, 0 to 1; more where a single call is larger than all of them. */
  readonly fullness: number;
  /**
   * Counts a call in until the function that it returns is called; further calls of that do nothing.
   * @throws KantorError `server/queue-full`
   */
  enter(images: number): () => void;
  /** Settles once nothing waits or runs. */
  empty(): Promise<void>;
}

/**
 * A call takes a place for each of its images, but no more than this part of all: it is drawn in turns with the others,
 * which wait no longer the more images it is for.
 */
const largestPart = 1 / 16;

/** Calls for more than one batch find this part of the places, so that those for less always find room. */
const partOfLarge = 1 / 2;

/**
 * @param most places, one for an image.
 * @param batch images of the largest batch.
 */
export function createQueueBound(most: number, batch: number): QueueBound {
  const inside = { images: 0, calls: 0, places: 0, placesOfLarge: 0 };
  let listeners: (() => void)[] = [];

  const requireRoom = (images: number, places: number): void => {
    if (inside.calls === 0) return; // or a call that is larger than the bound by itself could never run at all
    const { places: taken, placesOfLarge, images: waiting } = inside;
    const full = taken + places > most;
    if (!full && (images <= batch || placesOfLarge + places <= most * partOfLarge)) return;
    throw fault(
      'server/queue-full',
      `The queue is full: ${waiting} images wait or run, and there is no room for ${images} more` +
        (full ? '.' : `; there is for requests of ${batch} or fewer.`),
    );
  };
  const count = (sign: 1 | -1, images: number, places: number): void => {
    inside.images += sign * images;
    inside.calls += sign;
    inside.places += sign * places;
    if (images > batch) inside.placesOfLarge += sign * places;
  };
  return {
    get images() {
      return inside.images;
    },
    get calls() {
      return inside.calls;
    },
    get fullness() {
      return inside.places / most;
    },
    enter(images) {
      const places = Math.min(images, Math.ceil(most * largestPart));
      requireRoom(images, places);
      count(1, images, places);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        count(-1, images, places);
        if (inside.calls > 0) return;
        for (const listener of listeners) listener();
        listeners = [];
      };
    },
    empty: () => (inside.calls === 0 ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve))),
  };
}

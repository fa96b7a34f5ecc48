/** Bounds how many images of one model wait or run at once: what comes on top is refused at once, not kept waiting. */
import { fault } from '../faults.js';

export interface QueueBound {
  /** Images that wait or run. */
  readonly images: number;
  /**
   * Counts images in until the function that it returns is called; further calls of that do nothing.
   * @throws KantorError `server/queue-full`
   */
  enter(images: number): () => void;
  /** Settles once nothing waits or runs. */
  empty(): Promise<void>;
}

export function createQueueBound(most: number): QueueBound {
  let inside = 0;
  let listeners: (() => void)[] = [];
  return {
    get images() {
      return inside;
    },
    enter(images) {
      // A call that is larger than the bound by itself runs where nothing else does, or it could never run at all.
      if (inside > 0 && inside + images > most) {
        throw fault(
          'server/queue-full',
          `The queue is full: ${inside} images wait or run, and ${images} more would be over ${most}.`,
        );
      }
      inside += images;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        inside -= images;
        if (inside > 0) return;
        for (const listener of listeners) listener();
        listeners = [];
      };
    },
    empty: () => (inside === 0 ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve))),
  };
}

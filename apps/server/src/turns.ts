/** Lets the event loop go on in the middle of long work, so that others are answered meanwhile. */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work in one go: what takes less is not interrupted. */
const most = 4;

export interface Turns {
  /** To be awaited between two pieces of work: waits if it has been a while. */
  rest(): Promise<void> | undefined;
}

export function createTurns(): Turns {
  let since = performance.now();
  return {
    rest() {
      if (performance.now() - since < most) return undefined;
      return setImmediate().then(() => {
        since = performance.now();
      });
    },
  };
}

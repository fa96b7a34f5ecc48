/** A page's monotonic clock and its timers; pages wait for nobody. */
import type { Clock } from '../clock.js';

export const webClock: Clock = {
  now: () => performance.now(),
  soon: (wake) => queueMicrotask(wake),
  after(milliseconds, wake) {
    const timer = setTimeout(wake, milliseconds);
    return { hold: () => undefined, cancel: () => clearTimeout(timer) };
  },
};

/** Node's monotonic clock and its timers. */
import type { Clock } from '../clock.js';

export const nodeClock: Clock = {
  now: () => performance.now(),
  soon: (wake) => void setImmediate(wake), // after all sockets and workers that have something were read
  after(milliseconds, wake) {
    const timer = setTimeout(wake, milliseconds).unref();
    return {
      hold: (busy) => void (busy ? timer.ref() : timer.unref()),
      cancel: () => clearTimeout(timer),
    };
  },
};

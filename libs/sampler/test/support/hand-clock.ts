/** A clock whose time goes by when the test says so. */
import type { Clock } from '../../src/clock.js';

export interface HandClock extends Clock {
  /** Lets time go by, and wakes who is to be woken, in order. */
  pass(milliseconds: number): Promise<void>;
  /** Milliseconds of all alarms so far, in the order in which they were set. */
  readonly alarms: readonly number[];
  /** Alarms that may still ring. */
  readonly set: number;
}

/** Long enough for what is done a little later. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createHandClock(): HandClock {
  let time = 1000;
  const pending = new Set<{ readonly at: number; readonly wake: () => void }>();
  const alarms: number[] = [];
  return {
    now: () => time,
    soon: (wake) => queueMicrotask(wake),
    after(milliseconds, wake) {
      const alarm = { at: time + milliseconds, wake };
      alarms.push(milliseconds);
      pending.add(alarm);
      return { hold: () => undefined, cancel: () => void pending.delete(alarm) };
    },
    async pass(milliseconds) {
      await settled();
      const end = time + milliseconds;
      for (;;) {
        const [next] = [...pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        pending.delete(next);
        time = Math.max(time, next.at);
        next.wake();
        await settled();
      }
      time = end;
      await settled();
    },
    alarms,
    get set() {
      return pending.size;
    },
  };
}

/** Counts what each caller asks in a minute, over all protocols together. */
import { fault } from './faults.js';

export const rateWindow = 60_000;

export interface Count {
  /** Requests in this minute, with this one. */
  readonly current: number;
  /** Milliseconds until the next begins. */
  readonly ttl: number;
}

export interface Rates {
  count(caller: string): Count;
}

/** Callers that are remembered before those are forgotten whose minute is over. */
const many = 10_000;

/** @param now milliseconds. */
export function createRates(now: () => number): Rates {
  const windows = new Map<string, { start: number; current: number }>();
  const forget = (time: number): void => {
    for (const [caller, { start }] of windows) if (start + rateWindow <= time) windows.delete(caller);
  };
  return {
    count(caller) {
      const time = now();
      if (windows.size >= many) forget(time);
      const known = windows.get(caller);
      const window = known && time < known.start + rateWindow ? known : { start: time, current: 0 };
      window.current++;
      windows.set(caller, window);
      return { current: window.current, ttl: window.start + rateWindow - time };
    },
  };
}

export function overRate(most: number, seconds: number): Error {
  return fault(
    'server/rate-limit',
    `More than ${most} requests in a minute; the next is taken in ${seconds} seconds.`,
  );
}

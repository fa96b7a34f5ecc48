/** What came of the requests of a closed loop within the time that counts. */
import { percentile } from '../statistics.js';
import type { ClosedLoad, LoadResult } from './load.js';

export interface Tally {
  /** Of `performance.now()`, when the time is over. */
  readonly end: number;
  /** An answer has arrived whole, so many milliseconds after its request. */
  answered(status: number, milliseconds: number): void;
  failed(): void;
  result(): Omit<LoadResult, 'busy'>;
}

/** The load begins now; its warm-up counts for nothing, but what began in it and ends in time does. */
export function openTally({ warmUp, seconds }: Pick<ClosedLoad, 'warmUp' | 'seconds'>): Tally {
  const begin = performance.now() + 1000 * warmUp;
  const end = begin + 1000 * seconds;
  const times: number[] = [];
  let failures = 0;
  const counts = (): boolean => {
    const now = performance.now();
    return begin <= now && now < end;
  };
  const failed = (): void => {
    if (counts()) failures++;
  };
  return {
    end,
    answered(status, milliseconds) {
      if (status !== 200) failed();
      else if (counts()) times.push(milliseconds);
    },
    failed,
    result() {
      const [p50, p99] = [0.5, 0.99].map((part) => percentile(times, part));
      return { requests: times.length, seconds, failures, p50, p99 };
    },
  };
}

/** Where the time of a call went. */

export interface Timing {
  /** Milliseconds from the call until its first rows began to run. */
  readonly queue: number;
  /** Milliseconds that the batches with its rows took in the worker, all of them together. */
  readonly compute: number;
  /** The sizes of these batches, in the order in which they were done. */
  readonly buckets: readonly number[];
}

/** A batch as it was run. */
export interface BatchRun {
  /** When it began, by the clock of the thread that asked for it. */
  readonly began: number;
  /** How long it took in the worker. */
  readonly milliseconds: number;
  readonly bucket: number;
}

/** @param arrived when the call came. */
export function timingOf(arrived: number, runs: readonly BatchRun[]): Timing {
  let [first, compute] = [Infinity, 0];
  for (const { began, milliseconds } of runs) {
    first = Math.min(first, began);
    compute += milliseconds;
  }
  return { queue: first - arrived, compute, buckets: runs.map(({ bucket }) => bucket) };
}

/** What is said of repeated measurements: medians, and ratios of measurements of the same round. */

/** The middle value, or the mean of the two middle ones; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)];
  return sorted.length === 0 ? Number.NaN : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest value that `part` of all values do not exceed, such as 0.99; NaN of none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}

/**
 * The median of aᵢ/bᵢ. Both of a pair are of one round, so that a machine that was slow in that round was slow for both.
 * @throws RangeError if the lists differ in length.
 */
export function pairedRatio(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length)
    throw new RangeError(`Pairs need equal lengths, got ${a.length} and ${b.length}.`);
  return median(a.map((value, i) => value / b[i]));
}

/** 10⁹ operations per second from operations and milliseconds. */
export function gigaPerSecond(operations: number, milliseconds: number): number {
  return operations / milliseconds / 1e6;
}

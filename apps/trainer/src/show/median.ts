/** The running median that curves are drawn with, as in the figures of the WGAN paper. It knows nothing of charts. */

/**
 * The median of the `window` values around each value, or of as many of them as there are near the two ends.
 * Values that are not finite are left out; where a window has no others, the result is NaN.
 * @param window a positive count of values; an even one is taken as the next odd one.
 */
export function medianFilter(values: readonly number[], window: number): number[] {
  const reach = Math.floor(window / 2);
  const sorted: number[] = [];
  let from = 0;
  let to = 0;
  return values.map((_, index) => {
    for (; to <= Math.min(index + reach, values.length - 1); to++) insert(sorted, values[to]);
    for (; from < index - reach; from++) remove(sorted, values[from]);
    return middle(sorted);
  });
}

/** An odd window of about a fiftieth of the curve: wide enough for a trend, narrow enough to keep its turns. */
export function medianWindow(count: number): number {
  const wanted = Math.min(201, Math.max(5, Math.round(count / 50)));
  return wanted + 1 - (wanted % 2);
}

function middle(sorted: readonly number[]): number {
  if (sorted.length === 0) return NaN;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function insert(sorted: number[], value: number): void {
  if (Number.isFinite(value)) sorted.splice(lowerBound(sorted, value), 0, value);
}

function remove(sorted: number[], value: number): void {
  if (Number.isFinite(value)) sorted.splice(lowerBound(sorted, value), 1);
}

/** The index of the first element that is not less than `value`. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid] < value) low = mid + 1;
    else high = mid;
  }
  return low;
}

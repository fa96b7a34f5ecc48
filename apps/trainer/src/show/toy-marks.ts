/** How a picture of 2-D data marks its points and its ground: colours and small shapes, nothing of their places. */
import type { Place } from '@kantor/image';

/**
 * Blue and orange stay apart in every common kind of colour blindness, and so do dots and crosses in grey print.
 * Where the critic is high (takes points for data) the ground is bluish, where it is low it is sandy.
 */
export const colors = {
  real: '#0a4a8f',
  fake: '#c2410c',
  ink: '#3b3b40',
  frame: '#8a8a90',
  paper: '#ffffff',
};
const ground = { low: [250, 224, 199], middle: [250, 249, 246], high: [196, 219, 241] };

/** The colour of the ground at a share from the lowest level (0) to the highest (1). */
export function shade(share: number): string {
  const [from, to] = share < 0.5 ? [ground.low, ground.middle] : [ground.middle, ground.high];
  const along = share < 0.5 ? share * 2 : share * 2 - 1;
  return `rgb(${from.map((level, i) => Math.round(level + (to[i] - level) * along)).join(',')})`;
}

function points(coordinates: Float32Array, place: Place): (readonly [number, number])[] {
  const all = Array.from({ length: coordinates.length >> 1 }, (_, i) =>
    place(coordinates[2 * i], coordinates[2 * i + 1]),
  );
  return all.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
}

/** Subpaths of no length: a round cap makes each a dot. */
export function dots(coordinates: Float32Array, place: Place): string {
  return points(coordinates, place)
    .map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`)
    .join('');
}

/** Diagonal crosses that reach so far to each side. */
export function crosses(coordinates: Float32Array, place: Place, reach: number): string {
  const r = reach.toFixed(1);
  const d = (2 * reach).toFixed(1);
  return points(coordinates, place)
    .map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}m-${r}-${r}l${d} ${d}m0-${d}l-${d} ${d}`)
    .join('');
}

/** Distances between samples in the plane, for tests of what was learned. */
import type { FloatTensor } from '@kantor/tensor';

/**
 * Sliced Wasserstein-1 distance of two samples of the same size [n, 2]: the mean over directions, evenly spread over the
 * half circle, of the distance of the projections. On a line it is exact: the mean distance of the sorted numbers.
 */
export function slicedWasserstein(a: FloatTensor, b: FloatTensor, directions = 32): number {
  let total = 0;
  for (let k = 0; k < directions; k++) {
    const angle = (Math.PI * k) / directions;
    const [left, right] = [a, b].map((points) => project(points, angle).sort());
    total += left.reduce((sum, value, i) => sum + Math.abs(value - right[i]), 0) / left.length;
  }
  return total / directions;
}

function project({ data, shape }: FloatTensor, angle: number): Float64Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return new Float64Array(shape[0]).map((_, i) => cos * data[2 * i] + sin * data[2 * i + 1]);
}

/** For each of `count` modes, evenly spread on the circle of `radius`, the share of points within `reach` of it. */
export function ringShares(
  { data, shape }: FloatTensor,
  { count, radius, reach }: { count: number; radius: number; reach: number },
): number[] {
  return Array.from({ length: count }, (_, mode) => {
    const angle = (2 * Math.PI * mode) / count;
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    let near = 0;
    for (let i = 0; i < shape[0]; i++) {
      if (Math.hypot(data[2 * i] - x, data[2 * i + 1] - y) < reach) near++;
    }
    return near / shape[0];
  });
}

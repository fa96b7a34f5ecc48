/** Functions composed from primitives that more than one library needs. */
import { normalizeAxis, requireStatic, sizeOf } from '@kantor/tensor';
import { builders } from './build.js';
import type { ReduceOptions } from './builders.js';
import type { Value } from './value.js';

/**
 * Arithmetic mean along axes (all by default).
 * @throws KantorError `tensor/symbolic-shape` along a batch axis of unknown size.
 */
export function mean(x: Value, options: ReduceOptions = {}): Value {
  const rank = x.shape.length;
  const axes =
    options.axes?.map((axis) => normalizeAxis(axis, rank, 'mean')) ?? x.shape.map((_, axis) => axis);
  const reduced = x.shape.filter((_, axis) => axes.includes(axis));
  return builders.div(builders.sum(x, options), sizeOf(requireStatic(reduced, 'mean')));
}

/** Mean squared distance from the mean along axes (all by default): the biased variance, as normalization layers use it. */
export function variance(x: Value, options: ReduceOptions = {}): Value {
  const center = mean(x, { ...options, keepDims: true });
  return mean(builders.square(builders.sub(x, center)), options);
}

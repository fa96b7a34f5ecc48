/** What `sum` and `max` share: the shape of a reduction. Not a primitive. */
import type { Dim, Shape } from '@kantor/tensor';

/** Shape after reducing `axes` (non-negative, sorted). */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((dim, axis): Dim[] => (!axes.includes(axis) ? [dim] : keepDims ? [1] : []));
}

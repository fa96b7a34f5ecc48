/** A contiguous block. */
import { type Dim } from '@kantor/tensor';
import { shapeError, type Primitive } from '../primitive.js';

/** Elements of an axis of known size after the block. */
function rest(dim: Dim, start: number, size: Dim): number {
  return Number(dim) - start - Number(size);
}

export const slice: Primitive<'slice'> = {
  kind: 'slice',
  infer({ starts, sizes }, inputs) {
    const { shape, dtype } = inputs[0];
    const fits = shape.every((dim, axis) =>
      dim === 'N' || sizes[axis] === 'N'
        ? dim === sizes[axis] && starts[axis] === 0
        : starts[axis] >= 0 && sizes[axis] >= 0 && rest(dim, starts[axis], sizes[axis]) >= 0,
    );
    if (shape.length !== sizes.length || shape.length !== starts.length || !fits) {
      return shapeError(
        'slice',
        `a shape that holds the block [${sizes.join(', ')}] at [${starts.join(', ')}]`,
        inputs,
      );
    }
    return { shape: sizes, dtype };
  },
  gradient({ op: { starts, sizes }, inputs: [x], dy, ops }) {
    return [
      () =>
        ops.pad(
          dy,
          starts,
          x.shape.map((dim, axis) => rest(dim, starts[axis], sizes[axis])),
        ),
    ];
  },
};

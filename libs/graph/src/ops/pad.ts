/** Zeros before and after along each axis. */
import { requireFloat, shapeError, type Primitive } from '../primitive.js';

export const pad: Primitive<'pad'> = {
  kind: 'pad',
  infer({ before, after }, inputs) {
    requireFloat('pad', inputs);
    const { shape } = inputs[0];
    const amounts = shape.map((_, axis) => [before[axis], after[axis]]);
    const legal = amounts.every(([first, last], axis) =>
      shape[axis] === 'N' ? first === 0 && last === 0 : first >= 0 && last >= 0,
    );
    if (before.length !== shape.length || after.length !== shape.length || !legal) {
      return shapeError(
        'pad',
        `amounts of at least 0 for each axis (0 along N), not [${before.join(', ')}] before and [${after.join(', ')}] after`,
        inputs,
      );
    }
    return {
      shape: shape.map((dim, axis) => (dim === 'N' ? dim : dim + before[axis] + after[axis])),
      dtype: 'float32',
    };
  },
  gradient: ({ op, inputs: [x], dy, ops }) => [() => ops.slice(dy, op.before, x.shape)],
};

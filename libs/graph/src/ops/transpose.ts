/** Axes in another order: axis i of the result is axis permutation[i] of the input. */
import { shapeError, type Primitive } from '../primitive.js';

export const transpose: Primitive<'transpose'> = {
  kind: 'transpose',
  infer({ permutation }, inputs) {
    const { shape, dtype } = inputs[0];
    const sorted = [...permutation].sort((a, b) => a - b);
    if (sorted.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
      return shapeError('transpose', `the rank of the permutation [${permutation.join(', ')}]`, inputs);
    }
    return { shape: permutation.map((axis) => shape[axis]), dtype };
  },
  gradient({ op, dy, ops }) {
    const inverse = op.permutation.map((_, axis) => op.permutation.indexOf(axis));
    return [() => ops.transpose(dy, inverse)];
  },
};

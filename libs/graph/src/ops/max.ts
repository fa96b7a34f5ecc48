/** Largest element over axes; where several are largest they share the gradient equally, as in JAX. */
import { requireFloat, type Primitive } from '../primitive.js';
import { reducedShape } from './reduce.js';

export const max: Primitive<'max'> = {
  kind: 'max',
  infer({ axes, keepDims }, inputs) {
    requireFloat('max', inputs);
    return { shape: reducedShape(inputs[0].shape, axes, keepDims), dtype: 'float32' };
  },
  gradient({ op, inputs: [x], output, dy, ops }) {
    const kept = reducedShape(x.shape, op.axes, true);
    return [
      () => {
        const isLargest = ops.where(ops.greater(ops.reshape(output, kept), x), 0, 1);
        const count = ops.sum(isLargest, { axes: op.axes, keepDims: true });
        return ops.mul(isLargest, ops.div(ops.reshape(dy, kept), count));
      },
    ];
  },
};

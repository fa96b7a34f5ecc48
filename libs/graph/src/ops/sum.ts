/** Sum over axes. */
import { requireFloat, type Primitive } from '../primitive.js';
import { reducedShape } from './reduce.js';

export const sum: Primitive<'sum'> = {
  kind: 'sum',
  infer({ axes, keepDims }, inputs) {
    requireFloat('sum', inputs);
    return { shape: reducedShape(inputs[0].shape, axes, keepDims), dtype: 'float32' };
  },
  gradient({ op, inputs: [x], dy, ops }) {
    return [() => ops.expand(ops.reshape(dy, reducedShape(x.shape, op.axes, true)), x.shape)];
  },
};

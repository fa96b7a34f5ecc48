/** The same numbers in another dtype. Gradients flow between float types only. */
import type { Primitive } from '../primitive.js';

export const cast: Primitive<'cast'> = {
  kind: 'cast',
  infer: ({ to }, inputs) => ({ shape: inputs[0].shape, dtype: to }),
  gradient({ op, inputs: [x], dy, ops }) {
    const floats = ['float32', 'float16'];
    return [floats.includes(x.dtype) && floats.includes(op.to) ? () => ops.cast(dy, x.dtype) : undefined];
  },
};

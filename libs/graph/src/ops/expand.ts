/** Broadcasts to a shape; its adjoint is the sum over what was repeated. */
import { broadcastShapes, formatShape, sameShape } from '@kantor/tensor';
import { shapeError, sumTo, type Primitive } from '../primitive.js';

export const expand: Primitive<'expand'> = {
  kind: 'expand',
  infer({ shape }, inputs) {
    const from = inputs[0].shape;
    const joined = broadcastShapes(from, shape);
    // ONNX cannot expand to a batch size that it does not know: an N must come from the input.
    const symbolKept = shape.every((dim, i) => dim !== 'N' || from[i - shape.length + from.length] === 'N');
    if (!joined || !sameShape(joined, shape) || !symbolKept) {
      return shapeError('expand', `a shape that broadcasts to ${formatShape(shape)}`, inputs);
    }
    return { shape, dtype: inputs[0].dtype };
  },
  gradient: ({ inputs: [x], dy, ops }) => [() => sumTo(ops, dy, x.shape)],
};

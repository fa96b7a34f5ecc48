/** The same elements in the same row-major order under another shape. */
import { formatShape, type Shape } from '@kantor/tensor';
import { shapeError, type Primitive } from '../primitive.js';

/** Elements without the symbol N, and how often N stands in the shape. */
function count(shape: Shape): { known: number; symbols: number } {
  const known = shape.reduce<number>((product, dim) => (dim === 'N' ? product : product * dim), 1);
  return { known, symbols: shape.filter((dim) => dim === 'N').length };
}

export const reshape: Primitive<'reshape'> = {
  kind: 'reshape',
  infer({ shape }, inputs) {
    const from = count(inputs[0].shape);
    const to = count(shape);
    if (from.known !== to.known || from.symbols !== to.symbols) {
      return shapeError('reshape', `as many elements as ${formatShape(shape)} has`, inputs);
    }
    return { shape, dtype: inputs[0].dtype };
  },
  gradient: ({ inputs: [x], dy, ops }) => [() => ops.reshape(dy, x.shape)],
};

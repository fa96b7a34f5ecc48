/** a where the bool condition holds, elsewhere b; all three broadcast. */
import { broadcastShapes, KantorError } from '@kantor/tensor';
import { requireFloat, shapeError, sumTo, type Primitive } from '../primitive.js';

export const where: Primitive<'where'> = {
  kind: 'where',
  evaluate: (_op, condition, a, b) => (condition ? a : b),
  infer(_op, inputs) {
    const [condition, a, b] = inputs;
    if (condition.dtype !== 'bool') {
      throw new KantorError('graph/dtype', `where: expected a bool condition, got ${condition.dtype}.`);
    }
    requireFloat('where', [a, b]);
    const chosen = broadcastShapes(a.shape, b.shape);
    const shape = chosen && broadcastShapes(condition.shape, chosen);
    return { shape: shape ?? shapeError('where', 'shapes that broadcast', inputs), dtype: 'float32' };
  },
  gradient({ inputs: [condition, a, b], dy, ops }) {
    return [
      undefined,
      () => sumTo(ops, ops.where(condition, dy, 0), a.shape),
      () => sumTo(ops, ops.where(condition, 0, dy), b.shape),
    ];
  },
};

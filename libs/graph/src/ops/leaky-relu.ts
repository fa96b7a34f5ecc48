/** x where x > 0, elsewhere alpha · x. */
import { unary } from '../primitive.js';

export const leakyRelu = unary(
  'leakyRelu',
  ({ alpha }, x) => (x > 0 ? x : alpha * x),
  ({ op, ops, dy, x }) => ops.where(ops.greater(x, 0), dy, ops.mul(dy, op.alpha)),
);

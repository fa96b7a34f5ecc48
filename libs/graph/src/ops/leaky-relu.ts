/** x where x > 0, elsewhere alpha · x. */
import { unary } from '../primitive.js';

export const leakyRelu = unary(
  'leakyRelu',
  ({ alpha }, x) => (x > 0 ? x : alpha * x),
  // As a product with the slope, so that gradients of every order share the slope and need one product each.
  ({ op, ops, dy, x }) => ops.mul(dy, ops.where(ops.greater(x, 0), 1, op.alpha)),
);

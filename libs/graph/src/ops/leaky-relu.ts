/** x where x > 0, elsewhere alpha · x. */
import { unary } from '../primitive.js';

export const leakyRelu = unary(
  'leakyRelu',
  ({ alpha }, x) => (x > 0 ? x : alpha * x),
  // As a product with the slope, so that gradients of every order share the slope and need one product each.
  // The output has the sign of x unless alpha is negative; asked of the output, an engine may fuse the activation into
  // what is before it.
  ({ op, ops, dy, x, output }) =>
    ops.mul(dy, ops.where(ops.greater(op.alpha < 0 ? x : output, 0), 1, op.alpha)),
);

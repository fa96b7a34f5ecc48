/** x where x > 0, elsewhere alpha · x. */
import { unary } from '../primitive.js';

export const leakyRelu = unary(
  'leakyRelu',
  ({ alpha }, x) => (x > 0 ? x : alpha * x),
  // As a product with the slope, so that gradients of every order share the slope and need one product each.
  // The output has the sign of x unless alpha is negative; asked of the output, an engine may fuse the activation into
  // what is before it.
  ({ op, ops, dy, x, output }) => {
    const positive = ops.greater(op.alpha < 0 ? x : output, 0);
    const between = op.alpha >= 0 && op.alpha <= 1;
    // The larger of 1 or 0 and alpha: half the work of a choice between 1 and alpha.
    const slope = between
      ? ops.maximum(ops.cast(positive, 'float32'), op.alpha)
      : ops.where(positive, 1, op.alpha);
    return ops.mul(dy, slope);
  },
);

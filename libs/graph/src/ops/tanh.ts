/** Hyperbolic tangent. */
import { unary } from '../primitive.js';

export const tanh = unary(
  'tanh',
  (_op, x) => Math.tanh(x),
  ({ ops, dy, output }) => ops.mul(dy, ops.sub(1, ops.square(output))),
);

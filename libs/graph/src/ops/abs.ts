/** |x|, with gradient 0 at 0. */
import { unary } from '../primitive.js';

export const abs = unary(
  'abs',
  (_op, x) => Math.abs(x),
  ({ ops, dy, x }) => ops.mul(dy, ops.sign(x)),
);

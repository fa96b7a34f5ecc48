/** eˣ. */
import { unary } from '../primitive.js';

export const exp = unary(
  'exp',
  (_op, x) => Math.exp(x),
  ({ ops, dy, output }) => ops.mul(dy, output),
);

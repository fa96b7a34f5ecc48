/** Square root. Its gradient is infinite at 0: add a small number under the root. */
import { unary } from '../primitive.js';

export const sqrt = unary(
  'sqrt',
  (_op, x) => Math.sqrt(x),
  ({ ops, dy, output }) => ops.div(ops.mul(dy, 0.5), output),
);

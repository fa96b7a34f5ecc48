/** a / b, with broadcasting. */
import { binary, sumTo } from '../primitive.js';

export const div = binary(
  'div',
  (_op, a, b) => a / b,
  ({ ops, dy, b, output }) => [
    () => ops.div(dy, b),
    () => ops.neg(ops.div(sumTo(ops, ops.mul(dy, output), b.shape), b)),
  ],
);

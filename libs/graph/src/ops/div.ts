/** a / b, with broadcasting. */
import { binary } from '../primitive.js';

export const div = binary(
  'div',
  (_op, a, b) => a / b,
  ({ ops, dy, b, output }) => [() => ops.div(dy, b), () => ops.neg(ops.div(ops.mul(dy, output), b))],
);

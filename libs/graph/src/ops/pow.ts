/** aᵇ. The gradient in b holds for a > 0 only. */
import { binary } from '../primitive.js';

export const pow = binary(
  'pow',
  (_op, a, b) => a ** b,
  ({ ops, dy, a, b, output }) => [
    () => ops.mul(dy, ops.mul(b, ops.pow(a, ops.sub(b, 1)))),
    () => ops.mul(dy, ops.mul(output, ops.log(a))),
  ],
);

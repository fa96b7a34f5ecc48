/** 1 / x. */
import { unary } from '../primitive.js';

export const reciprocal = unary(
  'reciprocal',
  (_op, x) => 1 / x,
  ({ ops, dy, output }) => ops.neg(ops.mul(dy, ops.square(output))),
);

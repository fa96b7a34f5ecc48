/** 1 / (1 + e⁻ˣ). */
import { unary } from '../primitive.js';

export const sigmoid = unary(
  'sigmoid',
  (_op, x) => 1 / (1 + Math.exp(-x)),
  ({ ops, dy, output }) => ops.mul(dy, ops.mul(output, ops.sub(1, output))),
);

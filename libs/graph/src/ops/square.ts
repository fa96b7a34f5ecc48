/** x². */
import { unary } from '../primitive.js';

export const square = unary(
  'square',
  (_op, x) => x * x,
  ({ ops, dy, x }) => ops.mul(ops.mul(dy, 2), x),
);

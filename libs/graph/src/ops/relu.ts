/** max(x, 0), with gradient 0 at 0. */
import { unary } from '../primitive.js';

export const relu = unary(
  'relu',
  (_op, x) => Math.max(x, 0),
  ({ ops, dy, x }) => ops.where(ops.greater(x, 0), dy, 0),
);

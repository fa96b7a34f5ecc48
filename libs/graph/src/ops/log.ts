/** Natural logarithm. */
import { unary } from '../primitive.js';

export const log = unary(
  'log',
  (_op, x) => Math.log(x),
  ({ ops, dy, x }) => ops.div(dy, x),
);

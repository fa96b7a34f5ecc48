/** −x. */
import { unary } from '../primitive.js';

export const neg = unary(
  'neg',
  (_op, x) => -x,
  ({ ops, dy }) => ops.neg(dy),
);

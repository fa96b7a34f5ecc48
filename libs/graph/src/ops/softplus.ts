/** log(1 + eˣ), without overflow. */
import { unary } from '../primitive.js';

export const softplus = unary(
  'softplus',
  (_op, x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  ({ ops, dy, x }) => ops.mul(dy, ops.sigmoid(x)),
);

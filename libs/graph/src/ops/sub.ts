/** a − b, with broadcasting. */
import { binary, sumTo } from '../primitive.js';

export const sub = binary(
  'sub',
  (_op, a, b) => a - b,
  // Summed before it is negated: there may be fewer elements then.
  ({ ops, dy, b }) => [() => dy, () => ops.neg(sumTo(ops, dy, b.shape))],
);

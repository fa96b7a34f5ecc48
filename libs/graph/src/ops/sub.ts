/** a − b, with broadcasting. */
import { binary } from '../primitive.js';

export const sub = binary(
  'sub',
  (_op, a, b) => a - b,
  ({ ops, dy }) => [() => dy, () => ops.neg(dy)],
);

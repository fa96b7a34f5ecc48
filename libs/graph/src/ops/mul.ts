/** a · b, element by element, with broadcasting. */
import { binary } from '../primitive.js';

export const mul = binary(
  'mul',
  (_op, a, b) => a * b,
  ({ ops, dy, a, b }) => [() => ops.mul(dy, b), () => ops.mul(dy, a)],
);

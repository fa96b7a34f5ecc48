/** The smaller of two; where they are equal each takes half of the gradient, as in JAX. */
import { binary } from '../primitive.js';

export const minimum = binary(
  'minimum',
  (_op, a, b) => Math.min(a, b),
  ({ ops, dy, a, b }) => {
    const half = ops.mul(dy, 0.5);
    const share = (winner: typeof a, loser: typeof a) =>
      ops.where(ops.greater(winner, loser), dy, ops.where(ops.greater(loser, winner), 0, half));
    return [() => share(b, a), () => share(a, b)];
  },
);

/** a + b, with broadcasting. */
import { binary } from '../primitive.js';

export const add = binary(
  'add',
  (_op, a, b) => a + b,
  ({ dy }) => [() => dy, () => dy],
);

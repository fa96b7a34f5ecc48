/** max(x, 0), with gradient 0 at 0. */
import { unary } from '../primitive.js';

export const relu = unary(
  'relu',
  (_op, x) => Math.max(x, 0),
  // Asked of the output, so that an engine may fuse the activation into what is before it. As a product, so that
  // gradients of every order share its second factor.
  ({ ops, dy, output }) => ops.mul(dy, ops.cast(ops.greater(output, 0), 'float32')),
);

/** Limits each element to [min, max]; the gradient is 1 inside and on the limits, 0 outside. */
import { unary } from '../primitive.js';

export const clip = unary(
  'clip',
  ({ min, max }, x) => Math.min(Math.max(x, min), max),
  ({ op, ops, dy, x }) => ops.where(ops.greater(op.min, x), 0, ops.where(ops.greater(x, op.max), 0, dy)),
);

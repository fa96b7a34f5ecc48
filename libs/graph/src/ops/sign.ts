/** −1, 0 or 1. Its gradient is zero everywhere. */
import { unary } from '../primitive.js';

export const sign = unary('sign', (_op, x) => Math.sign(x));

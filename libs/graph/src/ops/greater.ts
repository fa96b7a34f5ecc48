/** a > b as bool, with broadcasting. A step function: no gradient flows through it. */
import { inferBroadcast, type Primitive } from '../primitive.js';

export const greater: Primitive<'greater'> = {
  kind: 'greater',
  evaluate: (_op, a, b) => Number(a > b),
  infer: (_op, inputs) => ({ shape: inferBroadcast('greater', inputs), dtype: 'bool' }),
  gradient: () => [undefined, undefined],
};

/** Values without inputs: what is fed, and what is constant. */
import { KantorError } from '@kantor/tensor';
import type { Primitive } from '../primitive.js';

export const input: Primitive<'input'> = {
  kind: 'input',
  infer: () => {
    throw new KantorError('graph/input', 'An input carries its own shape; make it with input(name, shape).');
  },
  gradient: () => [],
};

export const constant: Primitive<'constant'> = {
  kind: 'constant',
  infer: ({ value }) => ({ shape: value.shape, dtype: value.dtype }),
  gradient: () => [],
};

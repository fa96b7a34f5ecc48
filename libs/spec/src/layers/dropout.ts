/** Dropout: in training each number is zeroed with probability `rate` and the rest made larger; otherwise nothing. */
import { greater, mul, where } from '@kantor/graph';
import { requireStatic } from '@kantor/tensor';
import * as z from 'zod';
import { fraction } from '../atoms.js';
import { stateless, type Layer, type Site } from './layer.js';

export const dropoutSchema = z.strictObject({
  kind: z.literal('dropout').describe('Zeroes numbers at random in training.'),
  rate: fraction.describe('Probability that a number is zeroed.'),
});

export function dropout({ rate }: z.output<typeof dropoutSchema>, site: Site): Layer {
  return stateless(site.input, (x, { training, noise }) => {
    if (!training || rate === 0) return x;
    const uniform = noise(`${site.name}.noise`, requireStatic(x.shape, `${site.where} in training`));
    return where(greater(rate, uniform), 0, mul(x, 1 / (1 - rate))); // [N, …]
  });
}

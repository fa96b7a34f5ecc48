/** The `latent` of a model: what the generator's input is drawn from. */
import * as z from 'zod';
import { positiveInteger } from './atoms.js';

export const latentSchema = z.strictObject({
  size: positiveInteger.describe('Numbers in a latent; the generator starts from a vector of this size.'),
  distribution: z
    .enum(['normal', 'uniform'])
    .default('normal')
    .describe('normal: mean 0, variance 1. uniform: on [-1, 1].'),
});

export type LatentSpec = z.output<typeof latentSchema>;

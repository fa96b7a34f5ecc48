/** The `latent` of a model: what the generator's input is drawn from. */
import * as z from 'zod';
import { positiveInteger } from './atoms.js';

/** Far beyond what anybody draws from; a thousand latents, as in a picture of points, are then 256 MiB. */
const largest = 65_536;

export const latentSchema = z.strictObject({
  size: positiveInteger
    .max(largest)
    .describe(`Numbers in a latent, at most ${largest}; the generator starts from a vector of this size.`),
  distribution: z
    .enum(['normal', 'uniform'])
    .default('normal')
    .describe('normal: mean 0, variance 1. uniform: on [-1, 1].'),
});

export type LatentSpec = z.output<typeof latentSchema>;

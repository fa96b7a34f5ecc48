/** The optimizers that a model may name, with their settings. What they compute is not here. */
import * as z from 'zod';
import { fraction, positiveNumber } from './atoms.js';

const learningRate = positiveNumber.describe('Step size.');
const momentum = fraction.default(0).describe('Share of the step before that is kept; 0 is none.');

export const optimizerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rmsprop'),
      learningRate,
      decay: fraction
        .default(0.99)
        .describe("Of the running mean of squared gradients. PyTorch's alpha, TensorFlow's rho."),
      epsilon: positiveNumber.default(1e-8).describe('Keeps the division finite.'),
      semantics: z
        .enum(['pytorch', 'tensorflow'])
        .default('pytorch')
        .describe('pytorch: epsilon outside the square root. tensorflow: inside.'),
      momentum,
    }),
    z.strictObject({
      kind: z.literal('adam'),
      learningRate,
      beta1: fraction.default(0).describe("Of the running mean of gradients. WGAN-GP's Algorithm 1: 0."),
      beta2: fraction
        .default(0.9)
        .describe("Of the running mean of squared gradients. WGAN-GP's Algorithm 1: 0.9."),
      epsilon: positiveNumber.default(1e-8).describe('Keeps the division finite.'),
    }),
    z.strictObject({ kind: z.literal('sgd'), learningRate, momentum }),
  ])
  .meta({ id: 'optimizer' });

export type OptimizerSpec = z.output<typeof optimizerSchema>;

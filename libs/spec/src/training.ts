/** The `training` of a model: batch, steps, the critic's schedule, optimizers. */
import * as z from 'zod';
import { fraction, naturalNumber, positiveInteger } from './atoms.js';
import { optimizerSchema } from './optimizer.js';

const warmupSchema = z.strictObject({
  generatorSteps: naturalNumber
    .default(25)
    .describe('The first so many generator steps are each preceded by…'),
  every: positiveInteger
    .default(500)
    .describe('…and so is every generator step whose number is a multiple of this…'),
  criticSteps: positiveInteger.default(100).describe('…this many critic steps.'),
});

export const trainingSchema = z.strictObject({
  batchSize: positiveInteger
    .default(64)
    .describe('Samples in a batch, for the critic and for the generator.'),
  steps: positiveInteger.describe('Generator steps in a run.'),
  criticSteps: positiveInteger.default(5).describe('Critic steps before each generator step (n_critic).'),
  criticWarmup: warmupSchema
    .nullable()
    .default(null)
    .describe("More critic steps at first and now and then, as in the WGAN authors' code; null for none."),
  criticOptimizer: optimizerSchema,
  generatorOptimizer: optimizerSchema,
  learningRateDecay: z
    .enum(['none', 'linear'])
    .default('none')
    .describe('linear: both learning rates fall to 0 at the last step.'),
  ema: fraction
    .default(0)
    .describe('Decay of the running mean of the generator that samples are drawn from; 0 for none.'),
});

export type TrainingSpec = z.output<typeof trainingSchema>;

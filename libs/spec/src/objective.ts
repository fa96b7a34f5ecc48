/** The `objective` of a model: the loss, and how the critic is kept smooth. */
import * as z from 'zod';
import { positiveNumber } from './atoms.js';

const lipschitzSchema = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('none').describe('The critic is left as it is.') }),
    z.strictObject({
      method: z.literal('clip').describe("Every critic weight is clipped (WGAN's Algorithm 1)."),
      limit: positiveNumber.default(0.01).describe('Weights stay within [-limit, limit].'),
      when: z
        .enum(['afterStep', 'beforeStep'])
        .default('afterStep')
        .describe("afterStep: as in the paper. beforeStep: as in the authors' code."),
    }),
    z.strictObject({
      method: z
        .literal('gradientPenalty')
        .describe("The critic's slope is pulled towards 1 (WGAN-GP's Algorithm 1)."),
      lambda: positiveNumber
        .default(10)
        .describe("Weight of the penalty. WGAN-GP: 10 for images, its 2-D toys' code 0.1."),
      sided: z
        .enum(['two', 'one'])
        .default('two')
        .describe('two: any slope but 1 costs. one: only slopes above 1 cost.'),
    }),
  ])
  .meta({ id: 'lipschitz' });

export const objectiveSchema = z.strictObject({
  loss: z
    .enum(['wasserstein', 'gan', 'leastSquares', 'hinge'])
    .describe('gan: the non-saturating loss on logits; leastSquares: LSGAN; hinge: as in SAGAN.'),
  lipschitz: lipschitzSchema,
});

export type ObjectiveSpec = z.output<typeof objectiveSchema>;
export type LipschitzSpec = z.output<typeof lipschitzSchema>;

/** The schema of model.json, from which its type is derived. */
import * as z from 'zod';
import { dataSchema } from './data.js';
import { initSchema } from './init.js';
import { latentSchema } from './latent.js';
import { layerSchema } from './layers/schema.js';
import { objectiveSchema } from './objective.js';
import { trainingSchema } from './training.js';
import { wanted } from './wording.js';

const networkSchema = z.strictObject({
  layers: z
    .array(layerSchema)
    .min(1)
    .describe('One after the other, each on the shape that the one before gives.'),
  init: initSchema
    .default({ scheme: 'he' })
    .describe('How kernels and biases start, unless a layer says otherwise.'),
});

export const modelSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where editors find this schema.'),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, {
        error: ({ input }) => wanted('small letters, digits and dashes, such as mnist-wgan-gp', input),
      })
      .describe('Small letters, digits and dashes; the folder of the model.'),
    description: z.string().default('').describe('One sentence for people.'),
    data: dataSchema.describe('What is learned.'),
    latent: latentSchema.describe("What the generator's input is drawn from."),
    generator: networkSchema.describe('From a latent to a sample.'),
    critic: networkSchema.describe('From a sample to one number, its score.'),
    objective: objectiveSchema,
    training: trainingSchema,
  })
  .meta({
    title: 'Kantor model',
    description: 'A GAN: its data, its two networks, its objective and its training.',
  });

/** A parsed model.json: every default is filled in and every check passed. */
export type ModelSpec = z.output<typeof modelSchema>;
/** What may stand in model.json: defaults may be left out. */
export type ModelInput = z.input<typeof modelSchema>;
export type NetworkSpec = z.output<typeof networkSchema>;

/** The schema of a layer of model.json: one of the kinds, told apart by `kind`. */
import * as z from 'zod';
import { activationSchemas } from './activations.js';
import { averagePoolSchema } from './average-pool.js';
import { batchNormSchema } from './batch-norm.js';
import { convTransposeSchema } from './conv-transpose.js';
import { convSchema } from './conv.js';
import { cropSchema } from './crop.js';
import { denseSchema } from './dense.js';
import { dropoutSchema } from './dropout.js';
import { flattenSchema } from './flatten.js';
import { layerNormSchema } from './layer-norm.js';
import { reshapeSchema } from './reshape.js';
import { upsampleSchema } from './upsample.js';

const residualSchema = z.strictObject({
  kind: z.literal('residual').describe('What the body makes of the input, plus the shortcut.'),
  get body() {
    return z.array(layerSchema).min(1).describe('Layers whose result is added to the shortcut.');
  },
  get shortcut() {
    return z
      .array(layerSchema)
      .min(1)
      .optional()
      .describe('Layers of the shortcut; the input itself if left out.');
  },
});

export const layerSchema = z
  .discriminatedUnion('kind', [
    denseSchema,
    convSchema,
    convTransposeSchema,
    reshapeSchema,
    flattenSchema,
    cropSchema,
    upsampleSchema,
    averagePoolSchema,
    batchNormSchema,
    layerNormSchema,
    ...activationSchemas,
    dropoutSchema,
    residualSchema,
  ])
  .meta({ id: 'layer' });

export type LayerSpec = z.output<typeof layerSchema>;
export type LayerKind = LayerSpec['kind'];

/** What is told of models and their latents, for the description of the interface. */
import { devices } from '@kantor/runtime';
import { z } from 'zod';
import { indexSchema } from '../v2/schemas.js';
import { bytes, contentOf } from './content.js';
import { toJsonSchema } from './validate.js';

const count = z.int().min(0);
const distribution = z.enum(['normal', 'uniform']);

const device = z.object({
  kind: z.enum(devices),
  runtime: z.string(),
  threads: z.int().min(1).optional().describe('Missing where the runtime decides'),
  blockSize: z
    .int()
    .min(1)
    .optional()
    .describe('Channels in a block, where the model was rewritten in blocks'),
  tried: z
    .array(
      z.object({
        device: z.enum(devices),
        available: z.boolean(),
        reason: z.string(),
        fix: z.string().optional(),
      }),
    )
    .describe('In order, the chosen one last'),
});

const served = z.object({
  name: z.string(),
  version: z.string(),
  ready: z.boolean().describe('Whether it has a process that works'),
  hash: z.string().describe('SHA-256 of the file in hex digits'),
  bytes: count.describe('Size of the file'),
  title: z.string().describe('What the file calls itself'),
  latent: z.object({ size: z.int().min(1), distribution }),
  shape: z.array(z.int().min(1)).describe('Of one sample: [C, H, W] for images'),
  range: z.tuple([z.number(), z.number()]).optional().describe('What is black and what is white'),
  labels: z
    .object({ classes: z.int().min(1).optional() })
    .optional()
    .describe('Missing if it takes none'),
  opset: count,
  device,
  workers: z.object({ wanted: count, alive: count, replaced: count, pids: z.array(count).optional() }),
  images: z.object({
    pending: count,
    drawn: count,
    padding: count,
    batches: z.record(z.string(), count).describe('How many were run, by their size'),
  }),
});

const latents = z.object({
  seed: count,
  shape: z.array(z.int().min(1)).describe('[N, Z]'),
  distribution,
  data: z.array(z.array(z.number())),
});

function told(description: string, schema: z.ZodType): object {
  return { 200: { description, ...contentOf({ 'application/json': toJsonSchema(schema) }) } };
}

export const modelsAnswer = told('The models', z.object({ models: z.array(served), index: indexSchema }));
export const modelAnswer = told(
  'The newest version that is served',
  served.extend({ versions: z.array(z.string()).describe('All that are served') }),
);
export const latentsAnswer = {
  200: {
    description: 'The latents',
    ...contentOf({
      'application/json': toJsonSchema(latents),
      'application/x-npy': bytes,
      'application/octet-stream': bytes,
    }),
  },
};

/** What requests and answers look like, for documentation. What is sent is checked by the code that reads it. */
import { z } from 'zod';

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .optional()
  .describe('Settings of the protocol and its extensions.');
const datatype = z.enum(['FP32', 'INT32', 'INT64']);
const shape = z.array(z.int().min(1)).describe('Sizes, the batch first.');
const data = z.array(z.any()).optional().describe('Row-major numbers, flat or nested as the shape is.');

export const inferRequestSchema = z.object({
  id: z.string().optional().describe('Comes back in the answer.'),
  parameters: parameters.describe(
    'priority (1 to 9, 1 the most urgent), timeout (microseconds), binary_data_output (for all outputs).',
  ),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        datatype,
        shape,
        data,
        parameters: parameters.describe('binary_data_size: bytes of this input behind the JSON.'),
      }),
    )
    .describe('Each input of the model once.'),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        parameters: parameters.describe('binary_data: whether it comes behind the JSON.'),
      }),
    )
    .optional()
    .describe('All outputs if left out.'),
});

export const inferResponseSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  parameters: z.object({ sha256: z.string().describe('SHA-256 of the model file in hex digits.') }),
  outputs: z.array(z.object({ name: z.string(), datatype, shape, data, parameters })),
});

const port = z.object({
  name: z.string(),
  datatype,
  shape: z.array(z.int()).describe('-1 where the size is free: the batch.'),
});

export const modelMetadataSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: z.array(port),
  outputs: z.array(port),
});

export const serverMetadataSchema = z.object({
  name: z.string(),
  version: z.string(),
  extensions: z.array(z.string()),
});

export const indexRequestSchema = z
  .object({ ready: z.boolean().optional().describe('Only those that are ready.') })
  .optional();

export const indexSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    state: z.enum(['READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING']),
    reason: z.string(),
  }),
);

export const errorSchema = z.object({
  error: z.string().describe('What came, what was expected, what to do.'),
  code: z.string().describe('The stable reason, for programs.'),
});

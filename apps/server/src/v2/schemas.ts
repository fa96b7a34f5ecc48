/** What requests and answers look like, for documentation. What is sent is checked by the code that reads it. */
import { z } from 'zod';

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .optional()
  .describe('Settings of the protocol and its extensions.');
const datatype = z.enum(['FP32', 'INT32', 'INT64']);
const shape = z.array(z.int().min(1)).describe('Sizes, the batch first.');
const count = z.int().min(0);
const data = z.array(z.any()).optional().describe('Row-major numbers, flat or nested as the shape is.');

export const inferRequestSchema = z.object({
  id: z.string().optional().describe('Comes back in the answer.'),
  parameters: z
    .looseObject({
      priority: count.max(9).optional().describe('1, the most urgent, to 9; 0 is the default, 5.'),
      timeout: count.optional().describe('Microseconds; 0 is the longest that the server allows.'),
      binary_data_output: z.boolean().optional().describe('For all outputs.'),
    })
    .optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        datatype,
        shape,
        data,
        parameters: z
          .looseObject({
            binary_data_size: count.optional().describe('Bytes of this input behind the JSON.'),
          })
          .optional(),
      }),
    )
    .describe('Each input of the model once.'),
  outputs: z
    .array(
      z.object({
        name: z.string(),
        parameters: z
          .looseObject({
            binary_data: z.boolean().optional().describe('Whether it comes behind the JSON.'),
          })
          .optional(),
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

export const indexRequestSchema = z.object({
  ready: z.boolean().optional().describe('Only those that are ready.'),
});

export const repositoryRequestSchema = z.object({
  parameters: parameters.describe('Triton takes a config and files here; they are refused with 501.'),
});

export const indexSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    state: z.enum(['READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING']),
    reason: z.string(),
  }),
);

const portConfig = z.object({ name: z.string(), data_type: z.string(), dims: z.array(z.int()) });

export const modelConfigSchema = z.object({
  name: z.string(),
  platform: z.string(),
  backend: z.string(),
  version_policy: z.object({ specific: z.object({ versions: z.array(count) }) }),
  max_batch_size: count.describe('0 where batches are not put together.'),
  input: z.array(portConfig),
  output: z.array(portConfig),
  dynamic_batching: z
    .object({
      preferred_batch_size: z.array(count),
      max_queue_delay_microseconds: count,
      priority_levels: count,
      default_priority_level: count,
    })
    .optional(),
  instance_group: z
    .array(z.object({ name: z.string(), count, kind: z.enum(['KIND_CPU', 'KIND_GPU']) }))
    .optional(),
});

const duration = z.object({ count, ns: count });
const computed = { compute_input: duration, compute_infer: duration, compute_output: duration };

export const statisticsSchema = z.object({
  model_stats: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      last_inference: count.describe('Milliseconds since 1970; 0 if it never ran.'),
      inference_count: count,
      execution_count: count,
      inference_stats: z.object({
        ...{ success: duration, fail: duration, queue: duration },
        ...computed,
        ...{ cache_hit: duration, cache_miss: duration },
      }),
      batch_stats: z.array(z.object({ batch_size: count, ...computed })),
    }),
  ),
});

/** Where samples are to be had and in which forms, for the description of the interface. */
import { z } from 'zod';
import { bytes, contentOf, text } from '../http/content.js';
import { toJsonSchema } from '../http/validate.js';
import { formats, type Format } from './formats.js';
import { seedField } from './request.js';

const model = z.string().describe('The name of a model');
const version = z.string().describe('One of its versions');
const named = {
  seed: seedField,
  extension: z.enum(['png', 'webp', 'json', 'npy']),
};

export interface SamplesParams {
  readonly model: string;
  /** The newest if left out. */
  readonly version?: string;
}

export interface ImageParams extends SamplesParams {
  readonly seed: number;
  readonly extension: z.output<typeof named.extension>;
}

export const samplesPaths = [
  {
    path: '/v1/models/:model/samples',
    params: z.object({ model }),
    imageParams: z.object({ model, ...named }),
  },
  {
    path: '/v1/models/:model/versions/:version/samples',
    params: z.object({ model, version }),
    imageParams: z.object({ model, version, ...named }),
  },
];

const json = z.object({
  model: z.string(),
  version: z.string(),
  hash: z.string().describe('SHA-256 of the model file in hex digits'),
  seed: z.int().optional().describe('Missing for latents and interpolations'),
  count: z.int().min(1),
  shape: z.array(z.int().min(1)).describe('[N, C, H, W] for images'),
  range: z.tuple([z.number(), z.number()]).optional().describe('What is black and what is white'),
  encoding: z.enum(['nested', 'base64']),
  data: z
    .union([z.array(z.any()), z.string()])
    .describe('Lists of lists of numbers; or float32, little-endian, in base64'),
});

function answersIn(wanted: readonly Format[]) {
  const schemas = wanted.map(({ name, mediaTypes: [type] }) => {
    return [type, name === 'json' ? toJsonSchema(json) : name === 'ndjson' ? text : bytes] as const;
  });
  return { 200: { description: 'The samples', ...contentOf(Object.fromEntries(schemas)) } };
}

/** To those who have sent the tag of the answer that they have. */
const unchanged = {
  304: { description: 'The samples that If-None-Match names are the same still', type: 'null' },
};

const byForm = answersIn(formats);
export const answers = { get: { ...byForm, ...unchanged }, post: byForm };
export const imageAnswers = {
  ...answersIn(formats.filter(({ name }) => named.extension.options.some((extension) => extension === name))),
  ...unchanged,
};

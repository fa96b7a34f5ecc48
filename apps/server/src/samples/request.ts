/** What callers ask for when they want samples: the fields of an address or of a JSON body, checked. */
import { z } from 'zod';
import { fault } from '../faults.js';
import { fieldsOf, fraction, labels, listOf, whole } from './fields.js';

export const formatNames = ['png', 'webp', 'json', 'npy', 'binary', 'ndjson', 'multipart'] as const;
export type FormatName = (typeof formatNames)[number];

/** Seeds of the random streams. */
export const seedField = whole(0, Number.MAX_SAFE_INTEGER).describe(
  '0 to 2^53 − 1. The same seed gives the same samples',
);

const isFinite = (item: unknown): item is number => Number.isFinite(item);
const isRow = (item: unknown): item is readonly number[] => Array.isArray(item) && item.every(isFinite);
const hashExpected = 'expected 8 to 64 hex digits';

const common = {
  truncation: fraction.optional().describe('Above 0, at most 1: less is more typical and less varied'),
  labels: labels.optional().describe('One class for all, or one for each; for models that want classes'),
  format: z.enum(formatNames).optional().describe('Goes before the header Accept'),
  columns: whole(1, 4096).optional().describe('Images in a row of a sheet'),
  gap: whole(0, 64).optional().describe('Pixels between the images of a sheet'),
  scale: whole(1, 32).optional().describe('Each pixel becomes a square of this side'),
  encoding: z.enum(['nested', 'base64']).default('nested').describe('Of the numbers in JSON'),
  priority: whole(1, 9).optional().describe('1 is served first; default 5'),
  timeout: whole(1, 3_600_000).optional().describe('Milliseconds that the answer may take'),
  model: z
    .string(hashExpected)
    .regex(/^[0-9a-f]{8,64}$/, hashExpected)
    .optional()
    .describe("Beginning of the model's hash; another model then gives 404 instead of other images"),
};

/** Most images of one request that the server may be told to give. */
const mostImages = 1e9;

/** @param maxCount most images in one request, for the description: what is more is refused with the reason. */
export function samplesQueryOf(maxCount: number) {
  return fieldsOf({
    seed: seedField.optional(),
    count: whole(1, mostImages, maxCount).optional().describe(`How many, at most ${maxCount}; default 1`),
    ...common,
  });
}

/** What the address of a request with a body may have: nothing, so that no field is overlooked. */
export const noQuery = z.strictObject(
  {},
  'expected no fields in the address: those of a POST go into its body',
);

/** @param maxCount as above; latents and steps are images too. */
export function samplesBodyOf(maxCount: number) {
  const rows = { items: { type: 'array', items: { type: 'number' } }, maxItems: maxCount };
  return fieldsOf({
    ...samplesQueryOf(maxCount).shape,
    latents: listOf('lists of numbers', rows, isRow).optional().describe('[N, Z], instead of seed and count'),
    interpolate: fieldsOf({
      from: seedField,
      to: seedField,
      steps: whole(2, mostImages, maxCount),
      mode: z.enum(['slerp', 'lerp']).optional(),
    })
      .optional()
      .describe('From the first sample of one seed to that of another'),
  });
}

export type SamplesRequest = z.output<ReturnType<typeof samplesBodyOf>>;

/** What a single image may be asked with. */
export const imageQuery = fieldsOf({
  truncation: common.truncation,
  labels: common.labels,
  scale: common.scale,
  priority: common.priority,
  timeout: common.timeout,
  model: common.model,
});

/** @throws KantorError `server/request` if the request says more than one of what it wants. */
export function requireOneKind({ seed, count, latents, interpolate }: SamplesRequest): void {
  const kinds = [
    latents && 'latents',
    interpolate && 'interpolate',
    (seed !== undefined || count !== undefined) && 'seed or count',
  ].filter(Boolean);
  if (kinds.length > 1) {
    throw fault('server/request', `The request has ${kinds.join(' and ')}; give one of them.`);
  }
}

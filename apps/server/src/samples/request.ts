/** What callers ask for when they want samples: the fields of an address or of a JSON body, checked. */
import { z } from 'zod';
import { fault } from '../faults.js';

/** A number, or its digits as they stand in an address. */
const digits = z
  .string()
  .regex(/^\d{1,16}$/, 'expected a whole number')
  .transform(Number);

/**
 * The bounds stand in the description of what is taken too, which knows nothing of what comes behind the pipe.
 * @param told the upper bound there, where a smaller one is checked later.
 */
export const whole = (least: number, most: number, told = most) =>
  z.union([z.int().meta({ minimum: least, maximum: told }), digits]).pipe(z.int().min(least).max(most));

const fraction = z.union([
  z.number().meta({ exclusiveMinimum: 0, maximum: 1 }),
  z
    .string()
    .regex(/^\d{1,16}(?:\.\d{1,16})?$/, 'expected a number such as 0.7')
    .transform(Number),
]);

/** A list that is checked in one go: each of a million wrong items would be an issue of its own. */
function listOf<T>(what: string, told: object, sound: (item: unknown) => item is T) {
  return z
    .custom<readonly T[]>(
      (value) => Array.isArray(value) && value.length > 0 && value.every(sound),
      `expected ${what}`,
    )
    .meta({ type: 'array', minItems: 1, ...told });
}

const isWhole = (item: unknown): item is number => Number.isInteger(item);
const isFinite = (item: unknown): item is number => Number.isFinite(item);
const isRow = (item: unknown): item is readonly number[] => Array.isArray(item) && item.every(isFinite);

const list = z.union([
  z.int().meta({ minimum: 0 }),
  listOf('whole numbers', { items: { type: 'integer', minimum: 0 } }, isWhole),
  z
    .string()
    .regex(/^\d{1,9}(?:,\d{1,9})*$/, 'expected a number, or numbers with commas between')
    .transform((text) => {
      const numbers = text.split(',').map(Number);
      return numbers.length === 1 ? numbers[0] : numbers;
    }),
]);

export const formatNames = ['png', 'webp', 'json', 'npy', 'binary', 'ndjson', 'multipart'] as const;
export type FormatName = (typeof formatNames)[number];

/** Seeds of the random streams. */
export const seedField = whole(0, Number.MAX_SAFE_INTEGER).describe(
  '0 to 2^53 − 1. The same seed gives the same samples',
);

const common = {
  truncation: fraction
    .pipe(z.number().gt(0).max(1))
    .optional()
    .describe('Above 0, at most 1: less is more typical and less varied'),
  labels: list.optional().describe('One class for all, or one for each; for models that want classes'),
  format: z.enum(formatNames).optional().describe('Goes before the header Accept'),
  columns: whole(1, 4096).optional().describe('Images in a row of a sheet'),
  gap: whole(0, 64).optional().describe('Pixels between the images of a sheet'),
  scale: whole(1, 32).optional().describe('Each pixel becomes a square of this side'),
  encoding: z.enum(['nested', 'base64']).default('nested').describe('Of the numbers in JSON'),
  priority: whole(1, 9).optional().describe('1 is served first; default 5'),
  timeout: whole(1, 3_600_000).optional().describe('Milliseconds that the answer may take'),
  model: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'expected 8 to 64 hex digits')
    .optional()
    .describe("Beginning of the model's hash; another model then gives 404 instead of other images"),
};

/** Most images of one request that the server may be told to give. */
const mostImages = 1e9;

/** @param maxCount most images in one request, for the description: what is more is refused with the reason. */
export function samplesQueryOf(maxCount: number) {
  return z.strictObject({
    seed: seedField.optional(),
    count: whole(1, mostImages, maxCount).optional().describe(`How many, at most ${maxCount}; default 1`),
    ...common,
  });
}

/** @param maxCount as above; latents and steps are images too. */
export function samplesBodyOf(maxCount: number) {
  const rows = { items: { type: 'array', items: { type: 'number' } }, maxItems: maxCount };
  return samplesQueryOf(maxCount).extend({
    latents: listOf('lists of numbers', rows, isRow).optional().describe('[N, Z], instead of seed and count'),
    interpolate: z
      .strictObject({
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
export const imageQuery = z.strictObject({
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

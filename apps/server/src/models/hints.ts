/** Reads `kantor.json` beside a model whose file does not say what its latents and its values are. */
import type { ModelHints } from '@kantor/sampler';
import { KantorError } from '@kantor/tensor';
import { z } from 'zod';

const dimension = z
  .int()
  .min(1)
  .max(2 ** 26);

const schema = z.strictObject({
  latent: z
    .strictObject({ size: dimension.optional(), distribution: z.enum(['normal', 'uniform']).optional() })
    .optional(),
  shape: z.array(dimension).min(1).max(8).optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
});

/** @throws KantorError `server/hints` */
export function parseHints(bytes: Uint8Array): ModelHints {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new KantorError('server/hints', 'kantor.json is no JSON.', { cause });
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data as ModelHints;
  const lines = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`,
  );
  throw new KantorError(
    'server/hints',
    `kantor.json is not right: ${lines.join('; ')}. Expected, such as, {"latent": {"size": 100, "distribution": "normal"}, "range": [-1, 1]}.`,
  );
}

/** The manifest of a checkpoint: where the training stood, and what the files beside it must hold. */
import { KantorError, rngAlgorithm } from '@kantor/tensor';
import { z } from 'zod';
import { sha256 } from './sha256.js';

export const manifestFile = 'manifest.json';
export const stateFile = 'state.safetensors';

const count = z.int().nonnegative();

const progress = z.object({
  /** Generator steps done. */
  step: count,
  /** Critic steps done. */
  criticSteps: count,
  /** Batches drawn from the data so far. */
  dataCursor: count,
  seed: count,
  /** Hash of the canonical model spec that was trained. */
  specHash: z.string().min(1),
  /** Name of the engine, such as `ort-cpu`. */
  engine: z.string().min(1),
  threads: z.int().positive(),
  /** ISO 8601, in UTC. */
  createdAt: z.iso.datetime(),
  /** Last values of what is measured, by name. */
  metrics: z.record(z.string(), z.number()).optional(),
  /** How good the checkpoint is, by a measure of the caller's choice: lower is better. */
  score: z.number().optional(),
});

const schema = z.object({
  format: z.literal(1, { error: 'only format 1 is known; a newer version of Kantor may have written it' }),
  ...progress.shape,
  rng: z.literal(rngAlgorithm, {
    error: `only ${rngAlgorithm} is known; other random numbers would make it another run`,
  }),
  files: z.object({
    [stateFile]: z.object({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  }),
});

/** What the trainer knows of a checkpoint. */
export type Progress = z.infer<typeof progress>;
export type Manifest = z.infer<typeof schema>;

/** The manifest of a state file with this content. */
export function describeState(progress: Progress, state: Uint8Array): Manifest {
  return check({
    format: 1,
    ...progress,
    rng: rngAlgorithm,
    files: { [stateFile]: { bytes: state.length, sha256: sha256(state) } },
  });
}

/** Its text, which ends with a checksum of all that stands before it. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }, null, 2)}\n`;
}

/**
 * @throws KantorError `checkpoint/manifest` if the text is no manifest, was altered, or is of another format.
 */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new KantorError('checkpoint/manifest', `${manifestFile} is no JSON; it was cut short or altered.`, {
      cause,
    });
  }
  const { checksum, ...content } = { ...(json as Record<string, unknown> | null) };
  const manifest = check(content);
  if (checksum === checksumOf(content)) return manifest;
  throw new KantorError(
    'checkpoint/manifest',
    `The content of ${manifestFile} does not match its checksum; it was altered after it was written.`,
  );
}

function check(content: unknown): Manifest {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const reasons = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'all of it'}: ${message}`,
  );
  throw new KantorError('checkpoint/manifest', `The manifest is not valid. ${reasons.join('; ')}.`);
}

/** Of the values and their order, not of the white space. */
function checksumOf(content: object): string {
  return sha256(JSON.stringify(content));
}

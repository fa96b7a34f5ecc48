/** Rows of several calls put together for one run, and its samples taken apart again. */
import { largestOf } from './buckets.js';
import type { Part } from './call.js';
import { encodeLabels } from './labels.js';
import { drawSources, writeOrder } from './latent-order.js';
import type { LatentInfo } from './model-info.js';
import type { LabelPort } from './ports.js';
import type { Batch, Ran } from './protocol.js';
import type { BatchRun } from './timing.js';

export interface BatchShape {
  /** Batch sizes, smallest first. */
  readonly buckets: readonly number[];
  readonly latent: LatentInfo;
  /** Whether workers draw the latents: a thread that brings many calls together is the first to be busy. */
  readonly drawsThere: boolean;
  readonly sampleSize: number;
  readonly labels: LabelPort | undefined;
}

/** The parts one after the other, and zeros up to the next bucket; more rows than the largest are run one after the other. */
export function pack(
  parts: readonly Part[],
  { buckets, latent, drawsThere, labels }: Omit<BatchShape, 'sampleSize'>,
): Batch {
  const rows = parts.reduce((total, part) => total + part.rows, 0);
  const bucket = buckets.find((size) => size >= rows) ?? largestOf(buckets);
  const runs = Math.ceil(rows / bucket);
  const sources = parts.map((part) => part.latents);
  const latents = drawsThere
    ? writeOrder(sources)
    : drawSources(sources, latent, new Float32Array(runs * bucket * latent.size));
  const classes = parts.flatMap((part) => part.classes ?? []);
  return { latents, labels: labels && encodeLabels(labels, classes, runs * bucket), bucket, runs, rows };
}

/**
 * Gives each part its samples, and says how they were run.
 * @returns whether a call keeps the memory that they lie in.
 */
export function unpack(
  parts: readonly Part[],
  { samples, lent = false }: Pick<Ran, 'samples' | 'lent'>,
  run: BatchRun,
  { sampleSize }: Pick<BatchShape, 'sampleSize'>,
): boolean {
  let row = 0;
  let kept = false;
  for (const part of parts) {
    const own = samples.subarray(row * sampleSize, (row + part.rows) * sampleSize);
    if (part.call.give(part, own, lent, run)) kept = true;
    row += part.rows;
  }
  return kept;
}

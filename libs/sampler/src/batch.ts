/** Rows of several calls put together for one run, and its samples taken apart again. */
import type { Part } from './call.js';
import { encodeLabels } from './labels.js';
import type { LabelPort } from './ports.js';
import type { Batch } from './protocol.js';
import type { BatchRun } from './timing.js';

export interface BatchShape {
  /** Batch sizes, smallest first. */
  readonly buckets: readonly number[];
  readonly latentSize: number;
  readonly sampleSize: number;
  readonly labels: LabelPort | undefined;
}

/** The parts one after the other, and zeros up to the next bucket. */
export function pack(parts: readonly Part[], { buckets, latentSize, labels }: BatchShape): Batch {
  const rows = parts.reduce((total, part) => total + part.rows, 0);
  const bucket = buckets.find((size) => size >= rows) ?? rows;
  const latents = new Float32Array(bucket * latentSize);
  let row = 0;
  for (const part of parts) {
    latents.set(part.latents, row * latentSize);
    row += part.rows;
  }
  const classes = parts.flatMap((part) => part.classes ?? []);
  return { latents, labels: labels && encodeLabels(labels, classes, bucket), bucket, rows };
}

/** Gives each part its samples, and says how they were run. */
export function unpack(
  parts: readonly Part[],
  samples: Float32Array,
  run: BatchRun,
  { sampleSize }: BatchShape,
): void {
  let row = 0;
  for (const part of parts) {
    part.call.give(part, samples.subarray(row * sampleSize, (row + part.rows) * sampleSize), run);
    row += part.rows;
  }
}

/** The few batch sizes that a session runs, so that nothing is compiled or planned anew for each count. */
import { formatValue, KantorError } from '@kantor/tensor';
import type { Device } from '@kantor/runtime';

/** Powers of four: measured in docs/sampling.md. */
const standard: readonly number[] = [1, 4, 16, 64];

/** Float32 numbers that the largest batch may have: 256 MiB. */
const mostElements = 2 ** 26;

/**
 * The part of a batch that may be padding rather than one batch more. On a processor a sample costs the same in small
 * batches and in large ones, nearly; on a GPU a batch costs the same whatever is in it, nearly.
 */
const toleratedPadding: Readonly<Record<Device, number>> = {
  cpu: 0.25,
  wasm: 0.25,
  cuda: 0.75,
  webgpu: 0.75,
};

function areSizes(wanted: unknown): wanted is readonly number[] {
  if (!Array.isArray(wanted) || wanted.length === 0) return false;
  const sizes = wanted as readonly number[];
  return sizes.every((size, i) => Number.isInteger(size) && size > (sizes[i - 1] ?? 0) && size <= 4096);
}

function refuse(wanted: unknown): KantorError {
  return new KantorError(
    'sampler/buckets',
    `Batch sizes are ${formatValue(wanted)}; expected rising whole numbers from 1 to 4096, such as [1, 8, 64].`,
  );
}

/**
 * Batch sizes, smallest first: what is wanted, or powers of four whose samples fit into memory, or the only one that the
 * model takes.
 * @throws KantorError `sampler/buckets` if those wanted are no rising whole numbers from 1 to 4096.
 */
export function chooseBuckets(
  wanted: readonly number[] | undefined,
  sampleSize: number,
  fixed: number | undefined,
): readonly number[] {
  if (wanted !== undefined && !areSizes(wanted)) throw refuse(wanted);
  if (fixed !== undefined) return [fixed];
  if (wanted !== undefined) return [...wanted];
  const fitting = standard.filter((size) => size * sampleSize <= mostElements);
  return fitting.length > 0 ? fitting : [1];
}

/** Of sizes that rise, of which there is at least one. */
export function largestOf(buckets: readonly number[]): number {
  return buckets[buckets.length - 1];
}

/**
 * The batch size for what waits: the smallest that holds it, unless too much of it would be padding; then the largest
 * that it fills.
 */
export function bucketFor(waiting: number, buckets: readonly number[], device: Device): number {
  const filled = buckets.findLast((size) => size <= waiting);
  const holding = buckets.find((size) => size >= waiting);
  if (holding === undefined || filled === undefined) return holding ?? filled ?? 1;
  return holding - waiting <= toleratedPadding[device] * holding ? holding : filled;
}

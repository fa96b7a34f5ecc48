/**
 * Latents of a seed, row by row from one random stream, so that row i depends on the seed and on i alone and has the
 * same bits in every JavaScript engine.
 */
import { floats, KantorError, stream, type FloatTensor } from '@kantor/tensor';
import type { LatentInfo } from './model-info.js';

/** Rows that are drawn when they are wanted, in order. */
export interface LatentRows {
  /** The next `count` rows in an array of their own: [count, Z]. */
  next(count: number): Float32Array;
}

/**
 * The truncation ψ: every number of a latent is multiplied by it, so that samples come closer to those of the mean
 * latent, less varied and more typical. It is the "shrunk sampling space" of generators without a mapping network:
 * Kingma and Dhariwal, Glow (arXiv 1807.03039), section 6, sample from a normal distribution of a lower standard
 * deviation; Karras, Laine and Aila (arXiv 1812.04948), appendix B, scale by ψ. BigGAN's resampling of large values would draw
 * unequal amounts for each row.
 * @throws KantorError `sampler/truncation` unless above 0 and at most 1.
 */
function requireTruncation(truncation: number): number {
  if (truncation > 0 && truncation <= 1) return truncation;
  throw new KantorError(
    'sampler/truncation',
    `The truncation is ${truncation}; expected a number above 0 and at most 1, which changes nothing.`,
  );
}

function scaled(rows: Float32Array, factor: number): Float32Array {
  if (factor !== 1) for (let i = 0; i < rows.length; i++) rows[i] *= factor;
  return rows;
}

/**
 * Latents of the stream of (seed, `latent`, 0): standard normal, or uniform on [−1, 1).
 * @throws KantorError `tensor/seed` for a seed that is no whole number from 0 to 2^53 − 1.
 */
export function seededRows({ size, distribution }: LatentInfo, seed: number, truncation = 1): LatentRows {
  const factor = requireTruncation(truncation);
  const random = stream(seed, 'latent');
  return {
    next(count) {
      const rows = new Float32Array(count * size);
      if (distribution === 'normal') return scaled(random.normal(rows), factor);
      random.uniform(rows);
      for (let i = 0; i < rows.length; i++) rows[i] = 2 * rows[i] - 1;
      return scaled(rows, factor);
    },
  };
}

/** Rows of an array that is there already. */
export function givenRows(latents: FloatTensor, truncation = 1): LatentRows {
  const factor = requireTruncation(truncation);
  const [, size] = latents.shape;
  let done = 0;
  return {
    next(count) {
      const rows = latents.data.slice(done * size, (done + count) * size);
      done += count;
      return scaled(rows, factor);
    },
  };
}

/**
 * The caller's latents as a tensor [N, Z] of its own, so that what happens to the caller's array does not matter.
 * @throws KantorError `sampler/latents` if they are not rows of Z finite numbers.
 */
export function requireLatents(given: FloatTensor | Float32Array, size: number): FloatTensor {
  const data = given instanceof Float32Array ? given : given.data;
  const count = data.length / size;
  const rows = given instanceof Float32Array ? [count, size] : given.shape;
  if (!(data instanceof Float32Array) || !Number.isSafeInteger(count) || count === 0 || rows.length !== 2) {
    throw refuse(given, size);
  }
  if (rows[0] !== count || rows[1] !== size) throw refuse(given, size);
  if (!data.every(Number.isFinite)) {
    throw new KantorError('sampler/latents', 'Latents must be finite numbers; one of these is not.');
  }
  return floats([count, size], new Float32Array(data));
}

function refuse(given: FloatTensor | Float32Array, size: number): KantorError {
  const came =
    given instanceof Float32Array ? `${given.length} numbers` : `shape [${given.shape?.join(', ')}]`;
  return new KantorError(
    'sampler/latents',
    `Expected latents [N, ${size}] as a Float32Array or a float32 tensor, row by row; got ${came}.`,
  );
}

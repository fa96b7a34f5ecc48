/**
 * Latents of a seed, row by row from one random stream, so that row i depends on the seed and on i alone and has the
 * same bits in every JavaScript engine.
 */
import { floats, formatValue, KantorError, requireSeed, stream, type FloatTensor } from '@kantor/tensor';
import type { LatentInfo } from './model-info.js';

/** Some rows of latents: what they are drawn from, or the rows themselves. */
export interface LatentSource {
  /** Of the random stream; undefined for rows that are there already. */
  readonly seed: number | undefined;
  /** The first row of the stream. */
  readonly from: number;
  readonly rows: number;
  /** The truncation ψ, which they are still to be multiplied by. */
  readonly factor: number;
  /** [rows, Z], or nothing where there is a seed. */
  readonly given: Float32Array;
}

/** Rows that are drawn only when and where they are wanted. */
export interface LatentRows {
  /** `rows` rows from row `from` on. */
  slice(from: number, rows: number): LatentSource;
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
  if (typeof truncation === 'number' && truncation > 0 && truncation <= 1) return truncation;
  throw new KantorError(
    'sampler/truncation',
    `The truncation is ${formatValue(truncation)}; expected a number above 0 and at most 1, which changes nothing.`,
  );
}

const nothing = new Float32Array();

/**
 * Latents of the stream of (seed, `latent`, 0): standard normal, or uniform on [−1, 1).
 * @param first row of the stream that counts as row 0.
 * @throws KantorError `tensor/seed` for a seed that is no whole number from 0 to 2^53 − 1; `sampler/truncation`
 */
export function seededRows(seed: number, truncation = 1, first = 0): LatentRows {
  const factor = requireTruncation(truncation);
  requireSeed(seed);
  return { slice: (from, rows) => ({ seed, from: first + from, rows, factor, given: nothing }) };
}

/** Rows of an array that is there already. @throws KantorError `sampler/truncation` */
export function givenRows({ data, shape }: FloatTensor, truncation = 1): LatentRows {
  const factor = requireTruncation(truncation);
  const [, size] = shape;
  return {
    slice: (from, rows) => {
      const given = data.subarray(from * size, (from + rows) * size);
      return { seed: undefined, from: 0, rows, factor, given };
    },
  };
}

/** Draws from one source: fills `out` [rows, Z]. */
export function drawSource(
  { seed, from, factor, given }: LatentSource,
  { size, distribution }: LatentInfo,
  out: Float32Array,
): void {
  if (seed === undefined) out.set(given);
  else {
    const random = stream(seed, 'latent');
    random.skip(from * size);
    if (distribution === 'normal') random.normal(out);
    else {
      random.uniform(out);
      for (let i = 0; i < out.length; i++) out[i] = 2 * out[i] - 1;
    }
  }
  if (factor !== 1) for (let i = 0; i < out.length; i++) out[i] *= factor;
}

/** Draws all rows of a source: [rows, Z]. */
export function drawRows(source: LatentSource, latent: LatentInfo): Float32Array {
  const out = new Float32Array(source.rows * latent.size);
  drawSource(source, latent, out);
  return out;
}

type Given = FloatTensor | Float32Array;

/** What it is a tensor of, if it is one. */
function partsOf(given: Given, size: number): Partial<FloatTensor> {
  if (given instanceof Float32Array) return { data: given, shape: [given.length / size, size] };
  return Object(given) as Partial<FloatTensor>;
}

function refuse(given: Given, size: number): KantorError {
  const { data, shape } = partsOf(given, size);
  const tensor =
    data === undefined ? formatValue(given) : `shape ${formatValue(shape)} of ${formatValue(data)}`;
  const came = given instanceof Float32Array ? `${given.length} numbers` : tensor;
  return new KantorError(
    'sampler/latents',
    `Expected latents [N, ${size}] as a Float32Array or a float32 tensor, row by row; got ${came}.`,
  );
}

/**
 * The caller's latents as a tensor [N, Z] of its own, so that what happens to the caller's array does not matter.
 * @throws KantorError `sampler/latents` if they are not rows of Z finite numbers.
 */
export function requireLatents(given: Given, size: number): FloatTensor {
  const { data, shape } = partsOf(given, size);
  if (!(data instanceof Float32Array) || !Array.isArray(shape)) throw refuse(given, size);
  const [count, columns, ...more] = shape as readonly number[];
  const isWhole = Number.isSafeInteger(count) && count > 0 && count * size === data.length;
  if (!isWhole || columns !== size || more.length > 0) throw refuse(given, size);
  if (!data.every(Number.isFinite)) {
    throw new KantorError('sampler/latents', 'Latents must be finite numbers; one of these is not.');
  }
  return floats([count, size], new Float32Array(data));
}

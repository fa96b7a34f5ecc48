/**
 * Which convolutions are worth lowering to the blocked layout. Channels that fill whole blocks are a must; the rest are
 * measurements, for blocks of 16 with batches of 16 to 64 (docs/performance.md): time blocked over time plain.
 */
import type { BlockSize } from './blocked-layout.js';

/** Outputs, inputs, rows, columns. */
type FilterShape = readonly number[];

const area = ([, , height, width]: FilterShape) => height * width;

/** A batch whose size is not known, and the 1 or 3 channels of images, do not fill blocks. */
function fills(size: BlockSize, ...channels: readonly number[]): boolean {
  return channels.every((count) => count % size === 0);
}

/** Filters beyond 1 MiB do not stay in a core's cache, and the direct kernel reads them once for each row. */
const manyWeights = 2 ** 18;

/** 0.45 to 0.98. Without this rule, up to 1.37 for large filters, and 1.17 to 1.30 for 1×1: a product as it stands. */
export function convPays(size: BlockSize, filters: FilterShape): boolean {
  const [o, i] = filters;
  return fills(size, o, i) && area(filters) > 1 && o * i * area(filters) < manyWeights;
}

/**
 * 0.45 to 1.02. Each phase of the stride is a convolution with its share of the taps; where that is less than four (3×3
 * at stride 2, 1×1), moving blocks takes the gain: 0.91 to 1.14.
 */
export function inputGradPays(
  size: BlockSize,
  filters: FilterShape,
  [rows, columns]: readonly number[],
): boolean {
  const [o, i] = filters;
  return fills(size, o, i) && area(filters) >= 4 * rows * columns;
}

/**
 * 0.52 to 0.93. In the plain layout a kernel's taps are the columns of the product, which is done 16 at a time: 25 cost
 * as much as 32, 9 as 16. Where none are wasted (4×4) and for 1×1, plain is mostly the faster: 0.88 to 1.34. So it is for
 * images of one channel, which this convolution has for its batch.
 */
export function filterGradPays(size: BlockSize, batch: number, filters: FilterShape): boolean {
  const [o, i] = filters;
  return fills(size, batch, o, i) && area(filters) >= 9 && area(filters) % 16 !== 0;
}

/** Samples as they come back: numbers with their shape, and the pictures that they are. */
import { sheet, type Range, type Raster, type SheetOptions } from '@kantor/image';
import { floats, formatShape, formatValue, KantorError, sizeOf, type StaticShape } from '@kantor/tensor';
import { toRgba, type PixelData } from './rgba.js';
import type { Timing } from './timing.js';

/** How images are laid out side by side; a single one is just itself. */
export type SheetLayout = Omit<SheetOptions, 'range'>;

/**
 * A batch of samples. It is plain data: it needs its sampler no more.
 * @typeParam Pixels what {@link ImageBatch.toImageData} gives: `ImageData` in a browser.
 */
export interface ImageBatch<Pixels = PixelData> {
  /** Row-major; the caller's own. */
  readonly data: Float32Array;
  /** [N, C, H, W] for images, [N, 2] for points in the plane. */
  readonly shape: StaticShape;
  /** Values that are black and white; undefined for what is no image. */
  readonly range: Range | undefined;
  /** N */
  readonly count: number;
  /** Where the time of the call went that drew them. */
  readonly timing: Timing;
  /** One sample as a batch of its own, on the same memory. */
  at(index: number): ImageBatch<Pixels>;
  /** The images side by side as bytes, [height, width, channels]; a batch of one is the image itself. */
  toSheet(layout?: SheetLayout): Raster;
  /** The sheet as pixels for a canvas. */
  toImageData(layout?: SheetLayout): Pixels;
  /** The sheet as a PNG file. */
  toPng(layout?: SheetLayout): Promise<Uint8Array>;
}

/** What differs between Node and browsers. */
export interface Drawing<Pixels> {
  encodePng(raster: Raster): Promise<Uint8Array>;
  toPixels(pixels: PixelData): Pixels;
}

/** @throws KantorError `sampler/not-images` for samples that are no pictures, or of which nobody said what is white. */
function requireImages(shape: StaticShape, range: Range | undefined): Range {
  if (shape.length !== 4 || ![1, 3, 4].includes(shape[1])) {
    throw new KantorError(
      'sampler/not-images',
      `Samples of shape ${formatShape(shape)} are no pictures, which are [N, C, H, W] with 1, 3 or 4 channels; use their \`data\`.`,
    );
  }
  if (range) return range;
  throw new KantorError(
    'sampler/not-images',
    'The file does not say which values are black and white; say so when you load it: { range: [-1, 1] }.',
  );
}

/** What a call brings: samples of this shape. */
type Drawn = Pick<ImageBatch, 'data' | 'shape' | 'range' | 'timing'>;

export function createBatch<Pixels>(drawn: Drawn, drawing: Drawing<Pixels>): ImageBatch<Pixels> {
  const { data, shape, range, timing } = drawn;
  const [count, ...rest] = shape;
  const toSheet = (layout: SheetLayout = {}): Raster =>
    sheet(floats(shape, data), { range: requireImages(shape, range), ...layout });
  return {
    data,
    shape,
    range,
    timing,
    count,
    at(index) {
      if (!(Number.isInteger(index) && index >= 0 && index < count)) {
        throw new KantorError(
          'sampler/index',
          `There is no sample ${formatValue(index)}; there are 0 to ${count - 1}.`,
        );
      }
      const size = sizeOf(rest);
      const own = data.subarray(index * size, (index + 1) * size);
      return createBatch({ data: own, shape: [1, ...rest], range, timing }, drawing);
    },
    toSheet,
    toImageData: (layout) => drawing.toPixels(toRgba(toSheet(layout))),
    toPng: async (layout) => drawing.encodePng(toSheet(layout)),
  };
}

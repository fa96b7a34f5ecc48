/** A dataset of images held as bytes, a quarter of what floats would take, and normalised when read. */
import { KantorError, sizeOf, type StaticShape } from '@kantor/tensor';
import type { Dataset } from './dataset.js';

/** The values that bytes 0 and 255 are read as, e.g. `[-1, 1]`. */
export type Range = readonly [low: number, high: number];

/** Images as bytes. */
export interface Pixels {
  /** [count, channels, height, width] */
  readonly shape: readonly [number, number, number, number];
  /** Row-major. Whoever made it owns it; readers do not write. */
  readonly bytes: Uint8Array;
}

/**
 * The images as float samples [C, H, W]: byte b is read as `low + b·(high − low)/255`, rounded to float32.
 * The bytes are kept, not copied.
 */
export function pixelDataset(name: string, pixels: Pixels, range: Range): Dataset {
  const [count, ...sampleShape] = pixels.shape;
  const size = sizeOf(sampleShape);
  const { bytes } = pixels;
  const values = byteValues(range);
  return {
    name,
    sampleShape,
    count,
    read(indices, out) {
      requireLength(name, indices.length, sampleShape, out);
      for (let sample = 0; sample < indices.length; sample++) {
        const index = indices[sample];
        if (index >= count) throw indexError(name, index, count);
        const from = index * size;
        const to = sample * size;
        for (let i = 0; i < size; i++) out[to + i] = values[bytes[from + i]];
      }
    },
  };
}

function byteValues([low, high]: Range): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => low + (byte * (high - low)) / 255);
}

function requireLength(name: string, samples: number, sampleShape: StaticShape, out: Float32Array): void {
  const expected = samples * sizeOf(sampleShape);
  if (out.length === expected) return;
  throw new KantorError(
    'dataset/size',
    `${samples} samples of ${name} have ${expected} values, but the array to write them to has ${out.length}.`,
  );
}

function indexError(name: string, index: number, count: number): KantorError {
  return new KantorError(
    'dataset/index',
    `${name} has samples 0 to ${count - 1}; sample ${index} was asked for.`,
  );
}

/** Samples as pictures. */
import { decodePng, encodePng, sheet } from '@kantor/image';
import { floats } from '@kantor/tensor';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createBatch, type Drawing } from '../src/image-batch.js';
import type { PixelData } from '../src/rgba.js';

const drawing: Drawing<PixelData> = {
  encodePng: (raster) => Promise.resolve(encodePng(raster)),
  toPixels: (pixels) => pixels,
};
/** Values that rise from black to white. */
const rising = (shape: number[]) => {
  const length = shape.reduce((product, dim) => product * dim, 1);
  return Float32Array.from({ length }, (_, i) => (2 * i) / (length - 1) - 1);
};
const timing = { queue: 1, compute: 2, buckets: [4] };
const batchOf = (shape: number[]) =>
  createBatch({ data: rising(shape), shape, range: [-1, 1], timing }, drawing);

describe('a batch of images', () => {
  it.each([[[5, 1, 4, 3]], [[4, 3, 2, 2]], [[3, 4, 2, 2]]])(
    '%j is drawn as the image library draws sheets',
    async (shape) => {
      const batch = batchOf(shape);
      const layout = { columns: 2, gap: 1, scale: 3, background: 7 };
      const expected = sheet(floats(shape, batch.data), { range: [-1, 1], ...layout });
      expect(batch.toSheet(layout)).toEqual(expected);
      expect(decodePng(await batch.toPng(layout))).toEqual(expected);
    },
  );

  it('as PNG has its pixels for another decoder too', async () => {
    const batch = batchOf([5, 3, 4, 3]);
    const { width, height, channels, data } = batch.toSheet();
    const decoded = await sharp(await batch.toPng()).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
    expect(decoded.info).toMatchObject({ width, height, channels });
    expect(Uint8Array.from(decoded.data)).toEqual(data);
  });

  it.each([1, 3, 4])('with %i channels is red, green, blue and alpha for a canvas', (channels) => {
    const batch = batchOf([2, channels, 3, 2]);
    const { width, height, data } = batch.toSheet();
    const pixels = batch.toImageData();
    expect(pixels).toMatchObject({ width, height });
    const expected = Array.from({ length: width * height }, (_, i) => {
      const own = [...data.subarray(i * channels, (i + 1) * channels)];
      return channels === 1 ? [own[0], own[0], own[0], 255] : channels === 3 ? [...own, 255] : own;
    });
    expect([...pixels.data]).toEqual(expected.flat());
  });

  it('gives each image by itself, on the same memory', () => {
    const batch = batchOf([3, 1, 2, 2]);
    const last = batch.at(2);
    expect(last).toMatchObject({ shape: [1, 1, 2, 2], count: 1, range: [-1, 1] });
    expect(last.data).toEqual(batch.data.subarray(8));
    expect(last.data.buffer).toBe(batch.data.buffer);
    expect(last.toSheet()).toMatchObject({ width: 2, height: 2 });
    for (const index of [-1, 3, 0.5, Number.NaN]) {
      expect(() => batch.at(index)).toThrow(expect.objectContaining({ code: 'sampler/index' }));
    }
  });
});

it.each([[[4, 2]], [[4, 2, 5, 5]], [[4, 5, 5]]])(
  'what is no picture, as %j, is refused by name',
  async (shape) => {
    const batch = batchOf(shape);
    const refusal = expect.objectContaining({
      code: 'sampler/not-images',
      message: expect.stringContaining('use their `data`'),
    });
    expect(() => batch.toSheet()).toThrow(refusal);
    expect(() => batch.toImageData()).toThrow(refusal);
    await expect(batch.toPng()).rejects.toEqual(refusal);
  },
);

it('images of which nobody said what is white are refused with what to say', () => {
  const batch = createBatch(
    { data: rising([1, 1, 2, 2]), shape: [1, 1, 2, 2], range: undefined, timing },
    drawing,
  );
  expect(() => batch.toSheet()).toThrow(
    expect.objectContaining({
      code: 'sampler/not-images',
      message: expect.stringContaining('{ range: [-1, 1] }'),
    }),
  );
});

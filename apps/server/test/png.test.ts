/** PNG files as the server writes them, read by two decoders that it has no part in. */
import { decodePng, type Channels, type Raster } from '@kantor/image';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { toPng } from '../src/samples/png.js';

/** Every byte another than its neighbours, in rows that differ. */
function rasterOf(width: number, height: number, channels: Channels): Raster {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 73 + (i >> 7)) % 256);
  return { width, height, channels, data };
}

describe.each<readonly [string, number, number]>([
  ['one pixel', 1, 1],
  ['a small picture', 28, 27],
  ['a picture that is compressed on another thread', 300, 201],
])('%s', (_name, width, height) => {
  it.each<Channels>([1, 3, 4])('of %i channels comes back pixel by pixel', async (channels) => {
    const raster = rasterOf(width, height, channels);
    const file = await toPng(raster);
    expect(decodePng(file)).toEqual(raster); // checks the sums of the chunks too
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width, height, channels });
    const pixels = await sharp(file)
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    expect(pixels.equals(raster.data)).toBe(true);
  });

  it('gives the same bytes again', async () => {
    const [one, other] = [0, 1].map(() => toPng(rasterOf(width, height, 3)));
    expect(await one).toEqual(await other);
  });
});

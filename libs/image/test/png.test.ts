import { KantorError } from '@kantor/tensor';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePng, encodePng, type Channels, type Raster } from '../src/index.js';

function example(channels: Channels): Raster {
  const [width, height] = [5, 3];
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256);
  return { width, height, channels, data };
}

describe('PNG files', () => {
  it.each([1, 3, 4] as const)('give back every byte of a raster with %i channels', (channels) => {
    const raster = example(channels);
    expect(decodePng(encodePng(raster))).toEqual(raster);
  });

  it.each([1, 3, 4] as const)('read the same in another decoder, with %i channels', async (channels) => {
    const raster = example(channels);
    const space = channels === 1 ? 'b-w' : 'srgb'; // sharp turns grey into RGB unless told not to
    const pixels = sharp(encodePng(raster)).toColourspace(space).raw();
    const { data, info } = await pixels.toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 5, height: 3, channels });
    expect([...data]).toEqual([...raster.data]);
  });

  it('come from other encoders too', async () => {
    const { width, height, channels, data } = example(3);
    const file = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
    expect(decodePng(file)).toEqual(example(3));
  });

  it('are the same bytes each time', () => {
    expect(encodePng(example(3))).toEqual(encodePng(example(3)));
  });

  it('are refused when damaged or of another sort', async () => {
    const file = encodePng(example(1));
    const flipped = file.slice();
    flipped[flipped.length - 16] ^= 1; // the last bytes of the pixel data
    expect(() => decodePng(flipped)).toThrow(KantorError);
    expect(() => decodePng(file.subarray(0, 40))).toThrow(/no whole PNG file/);
    expect(() => decodePng(Uint8Array.of(1, 2, 3))).toThrow(/no whole PNG file/);
    const deep = await sharp(file).toColourspace('rgb16').png().toBuffer();
    expect(() => decodePng(deep)).toThrow(/16 bits a channel; expected 8/);
    const indexed = await sharp(file).png({ palette: true, colours: 4 }).toBuffer();
    expect(() => decodePng(indexed)).toThrow(/palette/);
  });

  it('need as many bytes as the raster has pixels', () => {
    expect(() => encodePng({ ...example(3), width: 6 })).toThrow(
      /6 x 3 pixels with 3 channels has 54 bytes.*45/,
    );
  });
});

import { floats, zeros } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { sheet, type Raster, type SheetOptions } from '../src/index.js';

const grey: SheetOptions = { range: [0, 255], gap: 0 };

/** The rows of a raster, each a list of its bytes. */
function rows({ width, height, channels, data }: Raster): number[][] {
  const stride = width * channels;
  return Array.from({ length: height }, (_, y) => [...data.subarray(y * stride, (y + 1) * stride)]);
}

describe('sheet', () => {
  it('is the image itself for a batch of one', () => {
    const one = sheet(floats([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]), grey);
    expect(one).toMatchObject({ width: 3, height: 2, channels: 1 });
    expect(rows(one)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('puts images row by row, with gaps between them only, and leaves missing places empty', () => {
    const three = floats([3, 1, 1, 2], [1, 2, 3, 4, 5, 6]);
    expect(rows(sheet(three, { range: [0, 255], gap: 1, background: 9 }))).toEqual([
      [1, 2, 9, 3, 4],
      [9, 9, 9, 9, 9],
      [5, 6, 9, 9, 9],
    ]);
  });

  it('repeats each pixel scale times in both directions; the gap is not scaled', () => {
    const two = floats([2, 1, 2, 1], [1, 2, 3, 4]);
    expect(rows(sheet(two, { range: [0, 255], gap: 1, scale: 2, columns: 2, background: 0 }))).toEqual([
      [1, 1, 0, 3, 3],
      [1, 1, 0, 3, 3],
      [2, 2, 0, 4, 4],
      [2, 2, 0, 4, 4],
    ]);
  });

  it('brings the channels of a pixel together', () => {
    const rgb = floats([1, 3, 1, 2], [10, 11, 20, 21, 30, 31]); // [N, C, H, W]
    expect(rows(sheet(rgb, grey))).toEqual([[10, 20, 30, 11, 21, 31]]);
    expect(rows(sheet(rgb, { ...grey, scale: 2 }))[1]).toEqual([
      10, 20, 30, 10, 20, 30, 11, 21, 31, 11, 21, 31,
    ]);
  });

  it('keeps the background opaque where there is alpha', () => {
    const rgba = floats(
      [3, 4, 1, 1],
      Array.from({ length: 12 }, (_, i) => i),
    );
    const { data } = sheet(rgba, { ...grey, background: 7 });
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 7, 7, 7, 255]);
  });

  it('takes the smallest square, a gap of 2, scale 1 and white by default', () => {
    const ten = sheet(zeros('float32', [10, 1, 3, 5]), { range: [0, 1] });
    expect([ten.width, ten.height]).toEqual([4 * 5 + 3 * 2, 3 * 3 + 2 * 2]);
    expect([...ten.data.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 255, 255, 0]);
  });

  it('says what it needs', () => {
    const image = zeros('float32', [1, 1, 2, 2]);
    expect(() => sheet(zeros('float32', [4, 2]), grey)).toThrow(/images \[N, C, H, W\].*got shape \[4, 2\]/);
    expect(() => sheet(zeros('float32', [0, 1, 2, 2]), grey)).toThrow(/at least one/);
    expect(() => sheet(zeros('float32', [1, 2, 2, 2]), grey)).toThrow(/has 2 channels/);
    expect(() => sheet(image, { ...grey, scale: 1.5 })).toThrow(
      /scale must be a whole number from 1 up; got 1.5/,
    );
    expect(() => sheet(image, { ...grey, columns: 0 })).toThrow(/columns/);
    expect(() => sheet(image, { ...grey, gap: -1 })).toThrow(/gap/);
    expect(() => sheet(image, { ...grey, background: 256 })).toThrow(/from 0 to 255; got 256/);
    expect(() => sheet(image, { ...grey, scale: '2' as never })).toThrow(/scale .* from 1 up; got '2'/);
  });

  it.each<[SheetOptions, string]>([
    [
      { ...grey, scale: 1e6 },
      '2000000 x 2000000 pixels, which are 4000000000000 bytes; there may be 1073741824',
    ],
    [{ ...grey, scale: 1e308 }, 'Infinity x Infinity pixels'],
    [{ ...grey, columns: 1e9 }, '2000000000 x 2 pixels'],
    [{ ...grey, columns: 2, gap: 1e10 }, '10000000004 x 2 pixels'],
  ])('is refused where it would be too large for memory: %j', (options, said) => {
    const image = zeros('float32', [1, 1, 2, 2]);
    expect(() => sheet(image, options)).toThrow(
      expect.objectContaining({ code: 'image/sheet', message: expect.stringContaining(said) }),
    );
  });
});

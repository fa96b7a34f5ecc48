/** Large sheets are painted band by band, to the same pixels. */
import { sheet } from '@kantor/image';
import type { ImageBatch } from '@kantor/sampler';
import { floats, sizeOf, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import type { SamplesRequest } from '../src/samples/request.js';
import { layoutOf, paintSheet } from '../src/samples/sheet.js';
import type { Wanted } from '../src/samples/wanted.js';

const range = [-1, 1] as const;

function batchOf(shape: readonly number[]): ImageBatch {
  const data = stream(1, 'pixels').normal(new Float32Array(sizeOf(shape)));
  return { data, shape, range, count: shape[0] } as unknown as ImageBatch;
}

const wantedOf = (count: number, shape: readonly number[]) =>
  ({ count, served: { sampler: { info: { shape } } } }) as unknown as Wanted;

const request = (fields: Partial<SamplesRequest>) => fields as SamplesRequest;

describe('a sheet', () => {
  it.each([
    ['one band', [5, 1, 28, 28], {}],
    ['many bands', [1000, 1, 28, 28], { columns: 10 }],
    ['a last band that is not full', [1003, 3, 8, 8], { columns: 50, scale: 4, gap: 3 }],
    ['bands of one row', [7, 3, 64, 64], { columns: 2, scale: 16, gap: 0 }],
  ])('is what the image library paints: %s', async (_, shape, fields) => {
    const batch = batchOf(shape);
    const layout = layoutOf(wantedOf(shape[0], shape.slice(1)), request(fields), 'png');
    const painted = await paintSheet(batch, layout, 'png');
    const { data, ...size } = sheet(floats(shape, batch.data), { range, ...fields });
    expect(painted).toMatchObject(size);
    expect(Buffer.from(painted.data).equals(Buffer.from(data))).toBe(true);
  });

  it('has no more columns than images', () => {
    const fields = request({ columns: 4096, scale: 32, gap: 64 });
    expect(layoutOf(wantedOf(1, [1, 28, 28]), fields, 'png')).toMatchObject({ width: 896, height: 896 });
  });

  it('with a number that is none is refused, in whichever band', async () => {
    const batch = batchOf([1000, 1, 28, 28]);
    batch.data[batch.data.length - 1] = NaN;
    const layout = layoutOf(wantedOf(1000, [1, 28, 28]), request({}), 'png');
    await expect(paintSheet(batch, layout, 'png')).rejects.toMatchObject({ code: 'server/not-finite' });
  });

  it.each([
    ['more pixels than are painted', 60_000, { scale: 2 }, 'png', /at most 33554432 in all/],
    [
      'a side that WebP cannot say',
      1000,
      { columns: 1 },
      'webp',
      /28 x 29998 pixels; WebP has at most 16383/,
    ],
  ] as const)('of %s is refused before it is drawn', (_, count, fields, format, words) => {
    const refused = () => layoutOf(wantedOf(count, [1, 28, 28]), request(fields), format);
    expect(refused).toThrow(expect.objectContaining({ code: 'server/request' }));
    expect(refused).toThrow(words);
  });
});

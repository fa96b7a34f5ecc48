import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { parseIdx } from '../src/index.js';
import { counting, idxFile } from './idx-file.js';

const file = idxFile([2, 3], counting(6));

function altered(at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[at] = value;
  return copy;
}

describe('parseIdx', () => {
  it('reads sizes and bytes', () => {
    const { shape, data } = parseIdx(file, 'f');
    expect(shape).toEqual([2, 3]);
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(parseIdx(idxFile([0, 28, 28], new Uint8Array()), 'f')).toMatchObject({ shape: [0, 28, 28] });
  });

  it.each([
    ['nothing at all', new Uint8Array(), /f is no IDX file.*0 bytes/],
    ['text', Buffer.from('<html><body>Not found'), /begins with 0x3c68746d/],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), /begins with 0x1f8b0800/],
    ['no sizes', altered(3, 0), /and a rank/],
    ['floats', altered(2, 0x0d), /type 0x0d, not 0x08/],
    ['a piece of the header', file.subarray(0, 9), /ends after 9 of the 12 bytes/],
    ['a file cut short', file.subarray(0, 15), /sizes \[2, 3\] ask for 6 bytes of data, but 3 follow/],
    ['bytes too many', Buffer.concat([file, file]), /ask for 6 bytes of data, but 24 follow/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'f')).toThrow(message);
    expect(() => parseIdx(bytes, 'f')).toThrow(KantorError);
  });
});

import { describe, expect, it } from 'vitest';
import { pixelDataset, type Range } from '../src/index.js';

const pixels = { shape: [3, 1, 1, 2], bytes: Uint8Array.of(0, 255, 51, 102, 153, 204) } as const;

function read(range: Range, ...indices: number[]): number[] {
  const out = new Float32Array(2 * indices.length);
  pixelDataset('six', pixels, range).read(Uint32Array.from(indices), out);
  return [...out];
}

describe('pixelDataset', () => {
  it('knows its samples by number', () => {
    expect(pixelDataset('six', pixels, [0, 1])).toMatchObject({
      name: 'six',
      count: 3,
      sampleShape: [1, 1, 2],
    });
    expect(read([0, 255], 2, 0, 2)).toEqual([153, 204, 0, 255, 153, 204]);
  });

  it('reads black and white as the ends of the range, exactly, and the rest in between', () => {
    for (const [low, high] of [
      [-1, 1],
      [0, 1],
      [-0.5, 0.5],
      [0.1, 0.7],
    ] as const) {
      expect(read([low, high], 0)).toEqual([Math.fround(low), Math.fround(high)]);
    }
    expect(read([-1, 1], 1)).toEqual([Math.fround(-0.6), Math.fround(-0.2)]);
  });

  it('refuses samples that are not there and arrays of another size', () => {
    expect(() => read([0, 1], 3)).toThrow(/six has samples 0 to 2; sample 3/);
    const write = () => pixelDataset('six', pixels, [0, 1]).read(Uint32Array.of(0), new Float32Array(3));
    expect(write).toThrow(/1 samples of six have 2 values.*has 3/);
  });
});

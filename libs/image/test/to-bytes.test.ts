import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { toBytes, type Range } from '../src/index.js';

const bytesOf = (values: number[], range: Range) => [...toBytes(floats([values.length], values), range)];

describe('toBytes', () => {
  it('gives every byte back that was normalised to a range', () => {
    const bytes = Array.from({ length: 256 }, (_, i) => i);
    for (const [low, high] of [
      [-1, 1],
      [0, 1],
      [-0.5, 0.5],
      [0, 255],
    ] as const) {
      const values = bytes.map((byte) => low + (byte * (high - low)) / 255);
      expect(bytesOf(values, [low, high])).toEqual(bytes);
    }
  });

  it('rounds to the nearest byte and clamps outside the range', () => {
    expect(bytesOf([-1, 0, 1], [-1, 1])).toEqual([0, 128, 255]);
    expect(bytesOf([0.4, 0.6, 254.4, 254.6], [0, 255])).toEqual([0, 1, 254, 255]);
    expect(bytesOf([-7, 7, -Infinity, Infinity], [-1, 1])).toEqual([0, 255, 0, 255]);
  });

  it('shows what is not a number as black', () => {
    expect(bytesOf([NaN], [-1, 1])).toEqual([0]);
  });

  it('refuses a range that does not rise', () => {
    expect(() => bytesOf([0], [1, 1])).toThrow(/range .* must rise.*got \[1, 1\]/);
    expect(() => bytesOf([0], [NaN, 1])).toThrow(/must rise/);
  });
});

/** Medians, and ratios that do not mind a slow round. */
import { describe, expect, it } from 'vitest';
import { gigaPerSecond, median, pairedRatio, percentile } from '../src/statistics.js';

describe('median', () => {
  it('is the middle value, in any order', () => expect(median([9, 1, 5])).toBe(5));
  it('is the mean of the two middle values', () => expect(median([10, 1, 2, 4])).toBe(3));
  it('ignores one slow run', () => expect(median([3, 3, 1000])).toBe(3));
  it('leaves its argument as it is', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
  it('of nothing is no number', () => expect(median([])).toBeNaN());
});

describe('pairedRatio', () => {
  it('is the ratio where rounds slow both of a pair down', () => {
    expect(pairedRatio([10, 40, 20], [5, 20, 10])).toBe(2);
  });
  it('differs from the ratio of the medians', () => {
    const [a, b] = [
      [1, 2, 30],
      [1, 4, 3],
    ];
    expect(pairedRatio(a, b)).toBe(1);
    expect(median(a) / median(b)).not.toBe(1);
  });
  it('refuses lists that are no pairs', () => expect(() => pairedRatio([1], [1, 2])).toThrow('1 and 2'));
});

it('9.3 GFLOP in 100 ms are 93 GFLOP/s', () => expect(gigaPerSecond(9.3e9, 100)).toBeCloseTo(93, 9));

describe('percentile', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  it('is the smallest value that so many do not exceed', () => {
    expect([0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([50, 99, 100]);
  });
  it('of one value is that value', () => expect(percentile([7], 0.5)).toBe(7));
  it('of nothing is no number', () => expect(percentile([], 0.5)).toBeNaN());
});

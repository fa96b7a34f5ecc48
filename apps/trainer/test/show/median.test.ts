import { describe, expect, it } from 'vitest';
import { medianFilter, medianWindow } from '../../src/show/median.js';

/** The plain definition, slow and clear. */
function byDefinition(values: readonly number[], window: number): number[] {
  const reach = Math.floor(window / 2);
  return values.map((_, i) => {
    const near = values.slice(Math.max(0, i - reach), i + reach + 1).filter(Number.isFinite);
    near.sort((a, b) => a - b);
    return (near[Math.floor((near.length - 1) / 2)] + near[Math.ceil((near.length - 1) / 2)]) / 2;
  });
}

const rough = Array.from({ length: 200 }, (_, i) => ((i * 7919) % 101) - (i % 9 === 0 ? 500 : 50));

describe('the median filter', () => {
  it('leaves a straight line alone, away from its ends', () => {
    const line = Array.from({ length: 30 }, (_, i) => 2 * i - 7);
    expect(medianFilter(line, 7).slice(3, -3)).toEqual(line.slice(3, -3));
  });

  it('takes single spikes out and keeps steps', () => {
    expect(medianFilter([1, 1, 90, 1, 1, 5, 5, 5, 5], 3)).toEqual([1, 1, 1, 1, 1, 5, 5, 5, 5]);
  });

  it.each([1, 2, 3, 8, 21, 500])('agrees with the definition at window %i', (window) => {
    expect(medianFilter(rough, window)).toEqual(byDefinition(rough, window));
  });

  it('passes over what is not finite, and says so where there is nothing else', () => {
    expect(medianFilter([1, NaN, 3, Infinity, 5], 3)).toEqual([1, 2, 3, 4, 5]);
    expect(medianFilter([NaN, NaN, NaN, 4], 3)).toEqual([NaN, NaN, 4, 4]);
    expect(medianFilter([], 5)).toEqual([]);
  });
});

describe('the window', () => {
  it('is odd, and grows with the run within bounds', () => {
    const windows = [0, 100, 1_000, 2_000, 5_000, 1e6].map(medianWindow);
    expect(windows).toEqual([5, 5, 21, 41, 101, 201]);
  });
});

import { describe, expect, it } from 'vitest';
import { downsample } from '../../src/show/report/downsample.js';

const count = 50_000;
const x = Array.from({ length: count }, (_, i) => i + 1);
const noise = x.map((i) => ((i * 7919) % 1009) / 1009);

describe('fewer points for a curve', () => {
  it('leaves short curves as they are', () => {
    const values = [1, NaN, 3];
    expect(downsample([1, 2, 3], [{ values, spikes: true }], 2000)).toEqual({
      x: [1, 2, 3],
      curves: [values],
    });
  });

  it('stays below the limit, in order, from the first point to the last', () => {
    for (const most of [4, 5, 100, 2000]) {
      const thin = downsample(x, [{ values: noise, spikes: true }], most);
      expect(thin.x.length).toBeLessThanOrEqual(most);
      expect(thin.curves[0].length).toBe(thin.x.length);
      expect([thin.x[0], thin.x.at(-1)]).toEqual([1, count]);
      expect([thin.curves[0][0], thin.curves[0].at(-1)]).toEqual([noise[0], noise[count - 1]]);
      expect(thin.x.every((value, i) => i === 0 || value > thin.x[i - 1])).toBe(true);
    }
  });

  it('keeps every spike, up and down', () => {
    const values = noise.slice();
    for (const [at, height] of [[777, 50], [778, -60], [31_000, 90]]) values[at] = height; // prettier-ignore
    const kept = downsample(x, [{ values, spikes: true }], 2000).curves[0];
    for (const height of [50, -60, 90]) expect(kept.filter((value) => value === height).length).toBe(1);
    expect(kept.indexOf(50)).toBeLessThan(kept.indexOf(-60));
  });

  it('takes a smooth curve’s own points', () => {
    const { x: thinX, curves } = downsample(x, [{ values: x.map((i) => 3 * i), spikes: false }], 500);
    expect(curves[0]).toEqual(thinX.map((value) => 3 * value));
  });

  it('passes over what is not finite, unless there is nothing else', () => {
    const holed = noise.map((value, i) => (i % 3 === 0 && i > 0 && i < count - 1 ? NaN : value));
    expect(downsample(x, [{ values: holed, spikes: true }], 2000).curves[0].some(Number.isNaN)).toBe(false);
    const broken = noise.map((value, i) => (i < 20_000 ? value : NaN));
    const thin = downsample(x, [{ values: broken, spikes: true }], 2000);
    const gap = thin.x[thin.curves[0].findIndex(Number.isNaN)];
    expect(Math.abs(gap - 20_000)).toBeLessThan(60);
    expect(thin.curves[0].filter((value, i) => Number.isNaN(value) !== thin.x[i] >= gap)).toEqual([]);
  });
});

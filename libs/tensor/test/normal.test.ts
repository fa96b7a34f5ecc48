/** The portable logarithm and the inverse normal distribution. */
import { describe, expect, it } from 'vitest';
import { stream } from '@kantor/tensor';
import { normalOfWord, normalQuantile } from '../src/normal.js';
import { portableLog } from '../src/portable-log.js';
import golden from './golden/random-stream.json' with { type: 'json' };

describe('portableLog', () => {
  const near = stream(1, 'log near one').uniform(new Float32Array(50_000));
  const wide = stream(1, 'log over all exponents').uniform(new Float32Array(50_000));

  it('agrees with Math.log to 1e-15', () => {
    let worst = 0;
    const check = (x: number): void => {
      worst = Math.max(worst, Math.abs(portableLog(x) / Math.log(x) - 1));
    };
    for (const u of near) if (u > 0) check(0.5 + u * 1.3);
    for (const u of wide) check(2 ** (u * 2098 - 1074));
    [Number.MIN_VALUE, Number.MAX_VALUE, Number.EPSILON, 1 - 2 ** -53, 1 + 2 ** -52, 2 ** -33].forEach(check);
    expect(worst).toBeLessThan(1e-15);
  });

  it('knows the ends of its domain', () => {
    expect(portableLog(1)).toBe(0);
    expect(portableLog(0)).toBe(-Infinity);
    expect(portableLog(Infinity)).toBe(Infinity);
    expect(portableLog(-1)).toBeNaN();
    expect(portableLog(NaN)).toBeNaN();
  });
});

describe('normalQuantile', () => {
  it('is odd about one half', () => {
    for (const p of [2 ** -33, 2 ** -20, 0.0625, 0.25, 0.375])
      expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
    expect(normalQuantile(0.5)).toBe(0);
  });

  it('rises without a jump where its formulas meet', () => {
    for (const edge of [0.075, 0.925, Math.exp(-25)]) {
      const around = [-3, -2, -1, 0, 1, 2, 3].map((i) => normalQuantile(edge * (1 + i * 1e-12)));
      expect(around).toEqual([...around].sort((a, b) => a - b));
      expect(around[6] - around[0]).toBeLessThan(1e-9);
    }
  });

  // statistics.NormalDist().inv_cdf(p), Python 3.11
  it.each(golden.quantiles)('at %d is %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(
      2e-15 * Math.max(1, Math.abs(expected)),
    );
  });
});

describe('normalOfWord', () => {
  it('uses every word, symmetrically, and none gives 0 or an infinity', () => {
    for (const word of [0, 1, 2 ** 31 - 1, 12345678])
      expect(normalOfWord(2 ** 32 - 1 - word)).toBe(-normalOfWord(word));
    expect(normalOfWord(2 ** 31)).toBeGreaterThan(0);
    expect(normalOfWord(0)).toBeCloseTo(-6.338, 3);
  });
});

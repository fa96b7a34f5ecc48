import { describe, expect, it } from 'vitest';
import { chooseSheets } from '../../src/show/report/choose-sheets.js';

const sheets = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, i) => ({ step: i * 100, png: new Uint8Array(bytes) }));
const stepsOf = (...args: Parameters<typeof chooseSheets>) => chooseSheets(...args).map(({ step }) => step);

describe('the sheets of a report', () => {
  it('are all of a few', () => {
    for (const count of [0, 1, 2, 24]) expect(chooseSheets(sheets(count, 1000)).length).toBe(count);
  });

  it('are 24 of many, spread evenly, first and last among them', () => {
    const steps = stepsOf(sheets(231, 1000));
    expect(steps.length).toBe(24);
    expect(steps).toEqual(Array.from({ length: 24 }, (_, i) => i * 1000));
  });

  it('are fewer when they weigh more, but never less than first and last', () => {
    const heavy = chooseSheets(sheets(24, 500_000));
    expect(heavy.length).toBe(6);
    expect(heavy.reduce((sum, { png }) => sum + png.length, 0)).toBeLessThanOrEqual(3_300_000);
    expect(stepsOf(sheets(24, 9_000_000))).toEqual([0, 2300]);
    expect(stepsOf(sheets(1, 9_000_000))).toEqual([0]);
  });

  it('are never one twice, and in the order of their steps', () => {
    for (let count = 2; count < 60; count++) {
      const steps = stepsOf(sheets(count, 1).reverse());
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createEta } from '../../src/show/eta.js';

describe('the time left', () => {
  it('is exact at an even pace, from the second step on', () => {
    const eta = createEta(100);
    expect(eta(10, 0)).toBeUndefined();
    for (let step = 11; step <= 100; step++)
      expect(eta(step, (step - 10) * 2)).toBeCloseTo((100 - step) * 2, 9);
  });

  it('forgets a slow start within about a minute', () => {
    const eta = createEta(1e6);
    eta(0, 0);
    eta(1, 100);
    let left: number | undefined;
    for (let second = 1; second <= 62; second++) left = eta(1 + second * 10, 100 + second);
    expect(left).toBeCloseTo((1e6 - 621) / 10, 0);
  });

  it('is still there when a step takes longer than that minute', () => {
    const eta = createEta(10);
    eta(1, 0);
    eta(2, 300);
    expect(eta(3, 600)).toBe(2100);
  });

  it('ends at nothing', () => {
    const eta = createEta(5);
    eta(4, 0);
    expect(eta(5, 1)).toBe(0);
    expect(eta(6, 2)).toBe(0);
  });
});

import { expect, it } from 'vitest';
import { createCurve } from '../src/train/curve.js';

it('keeps every point as long as there is room', () => {
  const curve = createCurve(8);
  for (const step of [1, 2, 3]) curve.add(step, 10 * step);
  expect([curve.x, curve.y]).toEqual([
    [1, 2, 3],
    [10, 20, 30],
  ]);
});

it('stays below its capacity, with steps that rise, whatever comes', () => {
  const curve = createCurve(8);
  for (let step = 1; step <= 1000; step++) {
    curve.add(step, step);
    expect(curve.x.length).toBeLessThan(8);
    expect(curve.y).toHaveLength(curve.x.length);
    expect(curve.x).toEqual([...curve.x].sort((a, b) => a - b));
  }
});

it('has at each step the mean of the values since the point before', () => {
  const curve = createCurve(8);
  const values = Array.from({ length: 100 }, (_, i) => ((i * 37) % 11) - 5);
  values.forEach((value, i) => curve.add(i + 1, value));
  let from = 0;
  curve.x.forEach((step, i) => {
    const group = values.slice(from, step);
    expect(curve.y[i]).toBeCloseTo(group.reduce((total, value) => total + value, 0) / group.length, 10);
    from = step;
  });
});

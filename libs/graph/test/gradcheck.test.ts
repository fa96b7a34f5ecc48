/** Every primitive's gradient rule, to second order, against central differences in float64. */
import { add, kinds, mul, sum } from '@kantor/graph';
import { afterAll, describe, expect, it } from 'vitest';
import { families } from './cases/index.js';
import { goldenCases, graphsOf } from './golden.js';
import { gradientError } from './gradcheck.js';

it('covers every kind of primitive', () => {
  const covered = new Set(
    Object.values(families).flatMap((cases) => cases.flatMap(({ kind }) => kind ?? [])),
  );
  // An opaque operator has no gradient; grad.test.ts holds that it is refused.
  expect(kinds.filter((kind) => kind !== 'onnx' && !covered.has(kind))).toEqual([]);
});

describe('agrees with central differences', () => {
  const worst = { first: 0, second: 0, third: 0 };
  afterAll(() => console.log('gradcheck: worst relative errors', worst));

  it.each(goldenCases())('$name', (row) => {
    const { loss, product, inputs, feeds } = graphsOf(row);
    const first = gradientError(loss, inputs, feeds);
    const second = gradientError(product, inputs, feeds);
    expect(first).toBeLessThan(1e-6);
    expect(second).toBeLessThan(1e-6);
    worst.first = Math.max(worst.first, first);
    worst.second = Math.max(worst.second, second);
  });

  it.each(goldenCases().filter(({ kind, name }) => !kind || name === 'tanh' || name === 'conv k3 s2 p1'))(
    'to third order: $name',
    (row) => {
      const { second, inputs, feeds } = graphsOf(row);
      const product = second.map((gradient) => sum(mul(gradient, 0.5))).reduce((a, b) => add(a, b));
      const third = gradientError(product, inputs, feeds);
      expect(third).toBeLessThan(1e-5);
      worst.third = Math.max(worst.third, third);
    },
  );
});

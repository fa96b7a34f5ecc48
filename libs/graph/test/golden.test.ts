/** Values, first and second derivatives of every case against JAX in float64. */
import { describe, expect, it } from 'vitest';
import { families } from './cases/index.js';
import { goldenCases, graphsOf, readGolden } from './golden.js';
import { interpret } from './interpret.js';

function worstError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce(
    (worst, e, i) => Math.max(worst, Math.abs(actual[i] - e) / Math.max(1, Math.abs(e))),
    0,
  );
}

it.each(Object.keys(families))('%s: has the same cases as its golden file', (family) => {
  expect(families[family].map((row) => row.name).sort()).toEqual(
    readGolden(family)
      .map((row) => row.name)
      .sort(),
  );
});

describe('equals JAX to 1e-9', () => {
  it.each(goldenCases())('$name: $golden.expression', ({ build, golden }) => {
    const { output, first, second, feeds } = graphsOf({ build, golden });
    const [value, ...gradients] = interpret([output, ...first, ...second], feeds);
    expect(value.shape).toEqual(golden.output.shape);
    expect(worstError(value.data, golden.output.data)).toBeLessThan(1e-9);
    [...golden.first, ...golden.second].forEach((expected, i) => {
      expect(worstError(gradients[i].data, expected)).toBeLessThan(1e-9);
    });
  });
});

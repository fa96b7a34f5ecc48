/** Part of the conformance suite: every primitive, its first and its second derivatives, against JAX in float64. */
import { defineProgram, type Program, type Value } from '@kantor/graph';
import { floats, type TensorMap } from '@kantor/tensor';
import type { Loaded } from '@kantor/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { families } from '../../graph/test/cases/index.js';
import { goldenCases, graphsOf, type CaseGraphs, type Golden } from '../../graph/test/golden.js';
import type { MakeEngine } from './conformance.js';

/** Worst error allowed, relative to the largest element of a tensor or 1: some 160 roundings to float32. */
const tolerance = 1e-5;

function programOf(name: string, { inputs, output, first, second }: CaseGraphs): Program {
  const named = (what: string, values: readonly Value[]) =>
    values.map((value, i): [string, Value] => [`${what} ${inputs[i].op.name}`, value]);
  return defineProgram({
    name,
    feeds: inputs,
    state: [],
    outputs: { output, ...Object.fromEntries([...named('first', first), ...named('second', second)]) },
  });
}

function feedsOf({ inputs }: Golden): TensorMap {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => [name, floats(shape, data)]),
  );
}

function expectedOf({ inputs, output, first, second }: Golden): Record<string, readonly number[]> {
  const names = Object.keys(inputs);
  const named = (what: string, values: readonly (readonly number[])[]) =>
    values.map((value, i) => [`${what} ${names[i]}`, value] as const);
  return {
    output: output.data,
    ...Object.fromEntries([...named('first', first), ...named('second', second)]),
  };
}

function worstError(actual: ArrayLike<number>, expected: readonly number[]): number {
  const scale = expected.reduce((largest, e) => Math.max(largest, Math.abs(e)), 1);
  // A NaN is the worst.
  return expected.reduce((worst, e, i) => {
    const error = Math.abs(actual[i] - e) / scale;
    return error <= worst ? worst : error;
  }, 0);
}

export function describeNumbers(makeEngine: MakeEngine): void {
  describe.each(Object.keys(families))('%s', (family) => {
    const names = new Set(families[family].map(({ name }) => name));
    const rows = goldenCases().filter(({ name }) => names.has(name));
    let loaded: Loaded;
    beforeAll(async () => {
      const engine = await makeEngine();
      const programs = rows.map((row) => [row.name, programOf(row.name, graphsOf(row))] as const);
      loaded = await engine.load(Object.fromEntries(programs), {});
    });
    afterAll(() => loaded.dispose());

    it.each(rows)('$name: value, first and second derivatives', async ({ name, golden }) => {
      const results = await loaded.run(name, feedsOf(golden));
      expect(results['output'].shape).toEqual(golden.output.shape);
      const expected = expectedOf(golden);
      expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
      for (const [result, numbers] of Object.entries(expected)) {
        expect(results[result].dtype).toBe('float32');
        expect(results[result].data).toHaveLength(numbers.length);
        expect(
          worstError(results[result].data as Float32Array, numbers),
          `${result} of ${golden.expression}`,
        ).toBeLessThan(tolerance);
      }
    });
  });
}

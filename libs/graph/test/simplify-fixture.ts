/** Small inputs and the one thing that tests of simplification do with them. */
import * as g from '@kantor/graph';
import type { Value } from '@kantor/graph';
import type { DType, Shape } from '@kantor/tensor';
import { expect, it } from 'vitest';
import { expression } from './expression.js';

export const x = g.input('x', [2, 3]);
export const y = g.input('y', [2, 3]);
export const row = g.input('row', [3]);
export const column = g.input('column', [2, 1]);
export const batch = g.input('batch', ['N', 3]);

export function fill(value: number, ...shape: number[]): Value {
  return g.expand(g.constant(value), shape);
}

export function zeros(...shape: number[]): Value {
  return fill(0, ...shape);
}

/** A float value after simplification. */
export function simplified(value: Value): Value {
  const feeds = g.topological([value]).filter(g.isInput);
  const outputs = { value: g.cast(value, 'float32') };
  const { outputs: simple } = g.simplify(g.defineProgram({ name: 'rule', feeds, state: [], outputs }));
  return simple['value'];
}

type Row = readonly [before: Value, after: string];

/** A test for each pair of a graph and the expression that it becomes. */
export function holds(rows: readonly Row[]): void {
  it.each(rows.map(([before, after]) => ({ before, from: expression(before), after })))(
    '$from → $after',
    ({ before, after }) => {
      const result = simplified(before);
      expect(expression(result)).toBe(after);
      expect<Shape>(result.shape).toEqual(before.shape);
      expect<DType>(result.dtype).toBe('float32');
    },
  );
}

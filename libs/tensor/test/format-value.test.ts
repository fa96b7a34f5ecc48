/** Values of any sort in errors. */
import { describe, expect, it } from 'vitest';
import { formatValue } from '../src/index.js';

const cyclic: unknown[] = [];
cyclic.push(cyclic);

describe('a value in an error', () => {
  it.each<[unknown, string]>([
    [0.5, '0.5'],
    [Number.NaN, 'NaN'],
    [7n, '7n'],
    [null, 'null'],
    [undefined, 'undefined'],
    [true, 'true'],
    [Symbol('x'), 'Symbol(x)'],
    ['0.5', "'0.5'"],
    ['x'.repeat(61), `'${'x'.repeat(60)}…'`],
    [[4, '1', null], "[4, '1', null]"],
    [[], '[]'],
    [Array.from({ length: 64 }, () => 0), 'Array(64)'],
    [[[1, 2], new Float32Array(3)], '[Array(2), Float32Array(3)]'],
    [cyclic, '[Array(1)]'],
    [new Float64Array(64), 'Float64Array(64)'],
    [new DataView(new ArrayBuffer(8)), 'DataView'],
    [{ length: 3 }, 'Object'],
    [Object.create(null), 'Object'],
    [new Set([1]), 'Set'],
    [() => 1, 'Function'],
  ])('%# is shown as %s', (value, shown) => {
    expect(formatValue(value)).toBe(shown);
  });
});

/** Tables that line up. */
import { describe, expect, it } from 'vitest';
import { figure, formatTable, percent } from '../src/table.js';

describe('formatTable', () => {
  it('lines columns up, names to the left and figures to the right', () => {
    const rows = [
      ['critic', '9.50'],
      ['g', '100.25'],
    ];
    expect(formatTable(['step', 'ms'], rows).split('\n')).toEqual([
      '| step   |     ms |',
      '| ------ | -----: |',
      '| critic |   9.50 |',
      '| g      | 100.25 |',
    ]);
  });
  it('counts characters, not code units', () => {
    const lines = formatTable(['a', 'b'], [['𝒙²', '1']]).split('\n');
    expect(new Set(lines.map((line) => [...line].length)).size).toBe(1);
  });
});

it('writes a dash where nothing was measured', () => {
  expect([figure(undefined), percent(Number.NaN), figure(1.25, 1), percent(0.731)]).toEqual([
    '–',
    '–',
    '1.3',
    '73 %',
  ]);
});

/** Text in columns. */
import { describe, expect, it } from 'vitest';
import { formatFacts, formatTable, wrap } from '../../src/doctor/table.js';

describe('wrapping', () => {
  it('breaks at spaces, and gives a long word a line of its own', () => {
    expect(wrap('one two  three', 8)).toEqual(['one two', 'three']);
    expect(wrap('a incomprehensible b', 6)).toEqual(['a', 'incomprehensible', 'b']);
    expect(wrap('', 6)).toEqual(['']);
  });

  it('keeps a command whole where it fits a line', () => {
    expect(wrap('Please run `npm run this`, now', 18)).toEqual(['Please run', '`npm run this`,', 'now']);
    expect(wrap('run `npm run this` now', 8)).toEqual(['run `npm', 'run', 'this`', 'now']);
  });
});

it('a table wraps its last column, paragraph by paragraph', () => {
  const lines = formatTable(
    {
      heading: ['Name', 'Count', 'Text'],
      rows: [
        ['first', '1', ['some words that do not fit', 'Fix: try again and again']],
        ['b', '1,234', ['short']],
      ],
      right: [1],
    },
    36,
  );
  expect(lines).toEqual([
    'Name   Count  Text',
    '-----  -----  ----------------------',
    'first      1  some words that do not',
    '              fit',
    '              Fix: try again and',
    '                   again',
    'b      1,234  short',
  ]);
});

it('facts stand under one another', () => {
  expect(
    formatFacts(
      [
        ['GPU', 'none found'],
        ['System', 'some words that wrap'],
      ],
      20,
    ),
  ).toEqual(['GPU     none found', 'System  some words', '        that wrap']);
});

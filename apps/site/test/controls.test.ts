import { describe, expect, it, vi } from 'vitest';
import { createLatest } from '../src/page/latest.js';
import { columns, neighbour, sheetCount } from '../src/sample/picker.js';
import { toAndFro } from '../src/sample/player.js';

describe('the keys of the sheet', () => {
  it('lead to the neighbours, and not over the edge', () => {
    expect(neighbour('ArrowRight', 0)).toBe(1);
    expect(neighbour('ArrowDown', 3)).toBe(3 + columns);
    expect(neighbour('ArrowUp', 3)).toBe(3);
    expect(neighbour('ArrowLeft', 0)).toBe(0);
    expect(neighbour('ArrowRight', sheetCount - 1)).toBe(sheetCount - 1);
    expect(neighbour('Home', 40)).toBe(0);
    expect(neighbour('End', 40)).toBe(sheetCount - 1);
  });

  it('leave all others to the browser', () => {
    for (const key of ['Tab', 'a', 'toString']) expect(neighbour(key, 5)).toBeUndefined();
  });
});

it('the way goes to and fro', () => {
  const places = [0, 600, 1200, 2400, 3600, 4800, 6000].map(toAndFro);
  expect(places).toEqual([0, 0.25, 0.5, 1, 0.5, 0, 0.5]);
});

describe('work that comes too fast', () => {
  it('is done one at a time, and of those that wait only the last', async () => {
    const done: number[] = [];
    const finish: (() => void)[] = [];
    const ask = createLatest(
      async (value: number) => {
        await new Promise<void>((resolve) => finish.push(resolve));
        done.push(value);
      },
      () => undefined,
    );
    for (const value of [1, 2, 3, 4]) ask(value);
    expect(finish).toHaveLength(1);
    finish[0]();
    await vi.waitFor(() => expect(finish).toHaveLength(2));
    finish[1]();
    await vi.waitFor(() => expect(done).toEqual([1, 4]));
    ask(5);
    expect(finish).toHaveLength(3);
  });

  it('goes on after a failure, which is told', async () => {
    const fail = vi.fn();
    const done: number[] = [];
    const ask = createLatest((value: number) => {
      done.push(value);
      return value === 1 ? Promise.reject(new Error('one')) : Promise.resolve();
    }, fail);
    ask(1);
    ask(2);
    await vi.waitFor(() => expect(done).toEqual([1, 2]));
    expect(fail).toHaveBeenCalledTimes(1);
  });
});

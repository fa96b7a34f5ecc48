/** Whose rows run next. */
import { describe, expect, it } from 'vitest';
import { createCall, type Call } from '../src/call.js';
import { seededRows } from '../src/latents.js';
import { createWaiting } from '../src/waiting.js';

interface Circumstances {
  readonly signal?: AbortSignal;
  readonly priority?: number;
  readonly arrived?: number;
}

function callOf(rows: number, { signal, priority = 5, arrived = 0 }: Circumstances = {}): Call {
  const request = { rows, latents: seededRows(1), label: undefined, priority, into: undefined, signal };
  const call = createCall(request, { sampleSize: 1, arrived, onSettled: () => undefined });
  call.result.catch(() => undefined);
  return call;
}

function waitingOf(...rows: number[]) {
  const calls = rows.map((count) => callOf(count));
  const waiting = createWaiting();
  calls.forEach(waiting.add);
  /** Which call gives how many rows, from where. */
  const take = (count: number) =>
    waiting.take(count).map(({ call, from, rows }) => [calls.indexOf(call), from, rows]);
  return { calls, waiting, take };
}

describe('rows that wait', () => {
  it('of one call come in its order', () => {
    const { waiting, take } = waitingOf(10);
    expect([take(4), take(4), waiting.rows(), take(2)]).toEqual([[[0, 0, 4]], [[0, 4, 4]], 2, [[0, 8, 2]]]);
    expect(waiting.rows()).toBe(0);
  });

  it('of short calls go with the first batch of a long one', () => {
    const { take } = waitingOf(10_000, 1, 2);
    expect(take(64)).toEqual([
      [0, 0, 61],
      [1, 0, 1],
      [2, 0, 2],
    ]);
  });

  it('of long calls come in equal shares', () => {
    const { take } = waitingOf(100, 100, 100);
    expect(take(9).map(([, , rows]) => rows)).toEqual([3, 3, 3]);
  });

  it('of more calls than there is room for come in turn', () => {
    const { take } = waitingOf(5, 5, 5);
    const turns = [take(2), take(2), take(2)].flat();
    expect(turns.map(([call]) => call)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('of aborted calls do not come', () => {
    const controller = new AbortController();
    const { waiting, take } = waitingOf(5);
    waiting.add(callOf(7, { signal: controller.signal }));
    expect(waiting.rows()).toBe(12);
    controller.abort();
    expect(waiting.rows()).toBe(5);
    expect(take(5)).toEqual([[0, 0, 5]]);
  });

  it('of urgent calls come before all others, and shares are those of equals', () => {
    const waiting = createWaiting();
    const calls = [5, 9, 1, 5].map((priority) => callOf(6, { priority }));
    calls.forEach(waiting.add);
    const take = (rows: number) => waiting.take(rows).map(({ call, rows }) => [calls.indexOf(call), rows]);
    expect(take(4)).toEqual([[2, 4]]);
    expect(take(4)).toEqual([
      [2, 2],
      [0, 1],
      [3, 1],
    ]);
    expect(take(11)).toEqual([
      [0, 5],
      [3, 5],
      [1, 1],
    ]);
    expect(waiting.rows()).toBe(5);
    waiting.add(callOf(1, { priority: 8 }));
    expect(waiting.take(6).map(({ call: { priority } }) => priority)).toEqual([8, 9]);
    expect(waiting.rows()).toBe(0);
  });

  it('have come when the oldest call of them came that is still wanted', () => {
    const waiting = createWaiting();
    expect(waiting.oldest()).toBe(Infinity);
    const controller = new AbortController();
    waiting.add(callOf(1, { arrived: 30 }));
    waiting.add(callOf(1, { arrived: 20, priority: 9 }));
    waiting.add(callOf(1, { arrived: 10, priority: 1, signal: controller.signal }));
    expect(waiting.oldest()).toBe(10);
    controller.abort();
    expect(waiting.oldest()).toBe(20);
    waiting.take(1);
    expect(waiting.oldest()).toBe(20);
    waiting.take(1);
    expect(waiting.oldest()).toBe(Infinity);
  });

  it('that are repeated come alone and first, unless nobody wants them any more', () => {
    const { calls, waiting } = waitingOf(3, 3);
    const [first, second] = waiting.take(6);
    waiting.repeat(first);
    waiting.repeat(second);
    calls[0].fail(new Error('no more'));
    expect(waiting.nextRepeat()).toBe(second);
    expect(waiting.nextRepeat()).toBeUndefined();
  });
});

/** Whose rows run next. */
import { describe, expect, it } from 'vitest';
import { createCall, type Call, type Flow } from '../src/call.js';
import { seededRows } from '../src/latents.js';
import { createWaiting } from '../src/waiting.js';

interface Circumstances {
  readonly flow?: Flow;
  readonly signal?: AbortSignal;
  readonly priority?: number;
  readonly arrived?: number;
}

function callOf(rows: number, { signal, priority = 5, arrived = 0, flow }: Circumstances = {}): Call {
  const request = { rows, latents: seededRows(1), label: undefined, priority, flow, into: undefined, signal };
  const call = createCall(request, { sampleSize: 1, arrived, onSettled: () => undefined });
  call.result.catch(() => undefined);
  return call;
}

/** Turns of at most 64 rows. */
function waitingOf(...rows: number[]) {
  const calls = rows.map((count) => callOf(count));
  const waiting = createWaiting(64);
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
      [1, 0, 1],
      [2, 0, 2],
      [0, 0, 61],
    ]);
  });

  it('of calls of one length come call by call, not a little of each', () => {
    const { take } = waitingOf(5, 5, 5);
    const turns = [take(2), take(6), take(4), take(9)].flat();
    expect(turns).toEqual([
      [0, 0, 2],
      [0, 2, 3],
      [1, 0, 3],
      [1, 3, 2],
      [2, 0, 2],
      [2, 2, 3],
    ]);
  });

  it('of long calls come in turn, a full batch of each', () => {
    const { take } = waitingOf(100, 130, 100);
    const turns = Array.from({ length: 6 }, () => take(64)).flat();
    expect(turns).toEqual([
      [0, 0, 64],
      [1, 0, 64],
      [2, 0, 64],
      [0, 64, 36],
      [2, 64, 28],
      [2, 92, 8],
      [1, 64, 56],
      [1, 120, 8],
      [1, 128, 2],
    ]);
  });

  it('of one caller have one share, however many calls they are in', () => {
    const waiting = createWaiting(64);
    const flow = { finish: 0 };
    const [stream, single] = [Array.from({ length: 5 }, () => callOf(8, { flow })), callOf(8)];
    [...stream, single].forEach(waiting.add);
    const order = waiting.take(48).map(({ call }) => (call === single ? 'single' : stream.indexOf(call)));
    expect(order).toEqual([0, 'single', 1, 2, 3, 4]);
  });

  it('of a long call come at last, however many short ones come and go', () => {
    const { calls, waiting } = waitingOf(1000);
    const askers = 8; // each asks for one sample again and again
    for (let i = 0; i < askers; i++) waiting.add(callOf(1));
    let others = 0;
    while (calls[0].left() > 0) {
      const [part] = waiting.take(1);
      if (part.call === calls[0]) continue;
      others++;
      waiting.add(callOf(1));
    }
    // As many for each of them, but for a turn of the long one.
    expect(Math.abs(others / askers - 1000)).toBeLessThanOrEqual(64);
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

  it('of urgent calls come before all others, and equals in their order', () => {
    const waiting = createWaiting(64);
    const calls = [5, 9, 1, 5].map((priority) => callOf(6, { priority }));
    calls.forEach(waiting.add);
    const take = (rows: number) => waiting.take(rows).map(({ call, rows }) => [calls.indexOf(call), rows]);
    expect(take(4)).toEqual([[2, 4]]);
    expect(take(4)).toEqual([
      [2, 2],
      [0, 2],
    ]);
    expect(take(11)).toEqual([
      [0, 4],
      [3, 6],
      [1, 1],
    ]);
    expect(waiting.rows()).toBe(5);
    waiting.add(callOf(1, { priority: 8 }));
    expect(waiting.take(6).map(({ call: { priority } }) => priority)).toEqual([8, 9]);
    expect(waiting.rows()).toBe(0);
  });

  it('have come when the oldest call of them came that is still wanted', () => {
    const waiting = createWaiting(64);
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

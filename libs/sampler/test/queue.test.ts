/** Calls and workers brought together: what each answer says of its time, where it is written, and how calls end. */
import { describe, expect, it } from 'vitest';
import { settled } from './support/hand-clock.js';
import { createHandLane } from './support/hand-lane.js';
import { queueOf } from './support/queue-of.js';

describe('the timing of an answer', () => {
  it('is the wait for its first rows, and what its batches took in the worker', async () => {
    const { call, clock, lane } = queueOf();
    const first = call(1, 8);
    await clock.pass(5);
    const second = call(2, 9);
    await clock.pass(7);
    lane.finish(10); // 12 since it was handed over
    expect((await first).timing).toEqual({ queue: 2, compute: 10, buckets: [8] });
    await clock.pass(20);
    lane.finish(20);
    await clock.pass(4);
    lane.finish(3);
    expect((await second).timing).toEqual({ queue: 7, compute: 23, buckets: [8, 1] });
  });

  it('does not count the time in a worker’s mailbox as work', async () => {
    const { call, clock, lane } = queueOf({ lanes: [createHandLane(2)] });
    const calls = [call(1, 8)];
    await settled();
    calls.push(call(2, 8));
    await clock.pass(10);
    lane.finish(10);
    await clock.pass(6);
    lane.finish(6);
    const [first, second] = await Promise.all(calls);
    expect(first.timing).toMatchObject({ queue: 0, compute: 10 });
    expect(second.timing).toMatchObject({ queue: 10, compute: 6 });
  });
});

describe('where samples are written', () => {
  it('is memory of their own, whatever becomes of that of their batch', async () => {
    const { call, lane } = queueOf();
    const alone = call(1, 8);
    await settled();
    const [first, second] = [call(2, 3), call(3, 5)];
    const lent = [lane.lend()];
    await settled();
    lent.push(lane.lend());
    const answers = await Promise.all([alone, first, second]);
    lent.forEach((memory) => memory.fill(-1));
    expect(answers.map(({ samples }) => [...samples])).toEqual([
      new Array(8).fill(1),
      [2, 2, 2],
      new Array(5).fill(3),
    ]);
  });

  it('is that of the caller where there is one, to the end of the samples and no further', async () => {
    const { call, lane } = queueOf();
    const into = new Float32Array(12).fill(-1);
    const answer = call(7, 10, { into });
    await settled();
    lane.finish();
    await settled();
    lane.finish();
    await settled();
    lane.finish();
    expect((await answer).samples).toEqual(new Float32Array(10).fill(7));
    expect((await answer).samples.buffer).toBe(into.buffer);
    expect([...into]).toEqual([...new Array(10).fill(7), -1, -1]);
  });

  it('is used again for other samples if no call keeps it', async () => {
    const { call, lane } = queueOf();
    const whole = call(1, 8);
    await settled();
    lane.finish();
    expect((await whole).samples).toHaveLength(8);
    expect(lane.reused).toEqual([]); // the call has it
    const parts = [call(2, 3), call(3, 5)];
    await settled();
    lane.finish();
    await Promise.all(parts);
    expect(lane.reused).toEqual([new Float32Array([2, 2, 2, 3, 3, 3, 3, 3])]);
    const lent = call(4, 8);
    await settled();
    lane.lend();
    await lent;
    expect(lane.reused).toHaveLength(1); // the process has its own
  });

  it('is left alone once the call was taken back', async () => {
    const { call, lane } = queueOf();
    const controller = new AbortController();
    const into = new Float32Array(8);
    const answer = call(7, 8, { into, signal: controller.signal });
    await settled();
    controller.abort();
    lane.finish();
    await expect(answer).rejects.toBe(controller.signal.reason);
    await settled();
    expect(into).toEqual(new Float32Array(8));
  });
});

describe('a call that is taken back', () => {
  it('never reaches a worker if it waits', async () => {
    const { queue, call, clock, lane } = queueOf();
    const controller = new AbortController();
    void call(1, 8);
    await settled();
    void call(2, 100, { signal: controller.signal });
    expect(queue.rows()).toEqual({ waiting: 100, running: 8 });
    controller.abort();
    expect(queue.rows()).toEqual({ waiting: 0, running: 8 });
    lane.finish();
    await clock.pass(100);
    expect(lane.handed).toEqual([8]);
    expect(queue.rows()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('the program', () => {
  it('waits as long as there are calls or batches', async () => {
    const { call, lane } = queueOf({ maxDelay: 10 });
    const controller = new AbortController();
    const whole = call(1, 8);
    await settled();
    void call(2, 1, { signal: controller.signal });
    await settled();
    expect(lane.holds).toBe(1);
    controller.abort();
    expect(lane.holds).toBe(1);
    lane.finish();
    await whole;
    await settled();
    expect(lane.holds).toBe(0);
  });
});

/** Which rows go to which worker, and when. */
import { describe, expect, it } from 'vitest';
import { settled } from './support/hand-clock.js';
import { createHandLane, type HandLane } from './support/hand-lane.js';
import { queueOf } from './support/queue-of.js';

describe('without a delay', () => {
  it('a call goes at once, and no clock is set', async () => {
    const { call, clock, lane } = queueOf();
    void call(1, 1);
    await settled();
    expect([lane.handed, clock.alarms]).toEqual([[1], []]);
  });

  it('what waits is shared among idle workers', async () => {
    const { call, lanes } = queueOf({ lanes: [createHandLane(), createHandLane()] });
    void call(1, 8);
    await settled();
    expect(lanes.map(({ handed }) => handed)).toEqual([[4], [4]]);
  });
});

describe('rows that are little work', () => {
  /** Rows of a tenth of a millisecond. */
  const quick = (capacity = 2): HandLane => createHandLane(capacity, 1, 0.1);

  it('go to one idle worker together: messages to several would cost more', async () => {
    const { call, lanes } = queueOf({ lanes: [quick(), quick()] });
    void call(1, 8);
    await settled();
    expect(lanes.map(({ handed }) => handed)).toEqual([[8], []]);
  });

  it('wait a millisecond for company while others run, and no longer', async () => {
    const { call, clock, lanes } = queueOf({ lanes: [quick(), quick()] });
    void call(1, 1);
    await settled();
    void call(2, 1);
    await clock.pass(0.9);
    void call(3, 3);
    expect(lanes.map(({ handed }) => handed)).toEqual([[1], []]);
    await clock.pass(0.2);
    expect(lanes.map(({ rows }) => rows)).toEqual([[[1]], [[2, 3, 3, 3]]]);
  });

  it('go at once when nothing runs any more', async () => {
    const { call, clock, lane, lanes } = queueOf({ lanes: [quick(), quick()] });
    void call(1, 1);
    await settled();
    void call(2, 1);
    await clock.pass(0.5);
    lane.finish();
    await settled();
    expect(lanes.map(({ handed }) => handed)).toEqual([[1, 1], []]);
  });

  it('do not wait if they fill a batch', async () => {
    const { call, lanes } = queueOf({ lanes: [quick(), quick()] });
    void call(1, 1);
    await settled();
    void call(2, 8);
    await settled();
    expect(lanes.map(({ handed }) => handed)).toEqual([[1], [8]]);
  });
});

describe('a delay', () => {
  it('lets a small batch wait for company until its oldest call has waited so long', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10 });
    void call(1, 1);
    await clock.pass(6);
    void call(2, 3);
    await clock.pass(3);
    expect(lane.handed).toEqual([]);
    await clock.pass(1);
    expect(lane.rows).toEqual([[1, 2, 2, 2]]);
  });

  it('ends for all who wait together, even if they make two batches', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10, lanes: [createHandLane(2)] });
    void call(1, 1);
    await clock.pass(6);
    void call(2, 1);
    await clock.pass(4);
    expect(lane.rows).toEqual([[1], [2]]);
  });

  it('sends a full batch at once, counted in rows and not in calls', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10 });
    void call(1, 5);
    await clock.pass(1);
    expect(lane.handed).toEqual([]);
    void call(2, 3);
    await settled();
    expect(lane.handed).toEqual([8]);
  });

  it('begins with each call’s own arrival: what came later waits its own time', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10 });
    void call(1, 8);
    await clock.pass(9);
    void call(2, 4);
    lane.finish();
    await clock.pass(9);
    expect(lane.rows).toHaveLength(1);
    await clock.pass(1);
    expect(lane.rows.slice(1)).toEqual([[2, 2, 2, 2]]);
  });

  it('is over for a call that waited for a worker so long', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10 });
    void call(1, 8);
    await clock.pass(1);
    void call(2, 1);
    await clock.pass(20);
    lane.finish();
    await settled();
    expect(lane.rows.slice(1)).toEqual([[2]]);
  });

  it('is forgotten with a call that is taken back, and others wait their own', async () => {
    const { call, clock, lane } = queueOf({ maxDelay: 10 });
    const controller = new AbortController();
    void call(1, 1, { signal: controller.signal });
    await clock.pass(8);
    void call(2, 1);
    controller.abort();
    await clock.pass(9);
    expect(lane.handed).toEqual([]);
    await clock.pass(1);
    expect(lane.rows).toEqual([[2]]);
  });

  it('leaves no clock set after the end', async () => {
    const { queue, call, clock } = queueOf({ maxDelay: 10 });
    const waiting = call(1, 1);
    await settled();
    expect(clock.set).toBe(1);
    queue.dispose();
    expect(clock.set).toBe(0);
    await expect(waiting).rejects.toMatchObject({ code: 'sampler/disposed' });
  });
});

describe('priorities', () => {
  it('decide whose rows go first, and equals go in turn', async () => {
    const { call, clock, lane } = queueOf();
    void call(1, 8);
    await settled();
    void call(9, 4, { priority: 9 });
    void call(2, 7);
    void call(3, 7);
    void call(4, 6, { priority: 1 });
    for (let batch = 0; batch < 3; batch++) {
      lane.finish();
      await clock.pass(1);
    }
    expect(lane.rows.slice(1)).toEqual([
      [4, 4, 4, 4, 4, 4, 2, 2],
      [2, 2, 2, 2, 2, 3, 3, 3],
      [3, 3, 3, 3, 9, 9, 9, 9],
    ]);
  });
});

describe('quick batches', () => {
  it('go a few full ones at a time, and what is left by itself', async () => {
    const { call, clock, lane } = queueOf({ lanes: [createHandLane(1, 3)] });
    const answers = [call(1, 8), call(2, 20), call(3, 15)];
    await settled();
    lane.finish();
    for (let batch = 0; batch < 2; batch++) {
      await clock.pass(1);
      lane.finish();
    }
    expect(lane.handed).toEqual([24, 16, 3]);
    const [, ...others] = await Promise.all(answers);
    expect(others.map(({ samples }) => new Set(samples))).toEqual([new Set([2]), new Set([3])]);
  });

  it('are no more than an idle worker’s part of what waits', async () => {
    const { call, lanes } = queueOf({ lanes: [createHandLane(1, 3), createHandLane(1, 3)] });
    void call(1, 40);
    await settled();
    expect(lanes.map(({ handed }) => handed)).toEqual([[16], [24]]);
  });

  it('go one at a time where they are not to be together', async () => {
    const { call, lane } = queueOf({ lanes: [createHandLane(1, 3)], together: false });
    void call(1, 40);
    await settled();
    expect(lane.handed).toEqual([8]);
  });

  it('do not wait for company once one of them is full', async () => {
    const { call, lane } = queueOf({ lanes: [createHandLane(1, 3)], maxDelay: 10 });
    void call(1, 17);
    await settled();
    expect(lane.handed).toEqual([16]);
  });
});

/** What a worker is handed: how many batches at a time, how many of them together, and memory for what they come to. */
import { describe, expect, it } from 'vitest';
import { settled } from './support/hand-clock.js';
import { batch, laneOf } from './support/lane-of.js';

describe('a worker’s mailbox', () => {
  it('takes a second batch once a batch took little, and none after one that took long', async () => {
    const { lane, started, open } = laneOf();
    await open();
    const roomAfter = async (milliseconds: number): Promise<number> => {
      const ran = lane.run(batch());
      started.at(-1)?.done(milliseconds);
      await ran;
      return lane.room;
    };
    expect(lane.room).toBe(1); // nobody knows yet
    expect(await roomAfter(1)).toBe(2);
    void lane.run(batch());
    expect(lane.room).toBe(1);
    started[0].done(1);
    await settled();
    expect(await roomAfter(300)).toBe(1);
    expect(await roomAfter(2)).toBe(2);
    started[0].lose();
    await settled();
    expect(lane.room).toBe(1); // a new one may be slower at first
  });
});

describe('a worker', () => {
  it('is handed a few full batches together if they are quick, by what one of them takes', async () => {
    const { lane, started, open } = laneOf();
    await open();
    const togetherAfter = async (milliseconds: number, runs: number): Promise<number> => {
      const ran = lane.run({ ...batch(), runs });
      started.at(-1)?.done(milliseconds);
      await ran;
      expect(lane.together).toBe(1); // it begins with one, while others are drawn
      const next = lane.run(batch());
      const { together } = lane;
      started.at(-1)?.done(milliseconds);
      await next;
      return together;
    };
    expect(lane.together).toBe(1);
    expect(await togetherAfter(2, 1)).toBe(3);
    expect(await togetherAfter(9, 3)).toBe(2);
    expect(await togetherAfter(0, 1)).toBe(4);
    expect(await togetherAfter(100, 1)).toBe(1);
  });
});

describe('memory that nobody keeps', () => {
  it('goes to the worker with the next batches, whole, and no more of it than may be on its way', async () => {
    const { lane, memories, started, open } = laneOf();
    await open();
    const buffers = Array.from({ length: 3 }, (_, i) => new Float32Array(10 + i));
    for (const { buffer } of buffers) lane.reuse(new Float32Array(buffer, 0, 4));
    for (let i = 0; i < 3; i++) {
      const ran = lane.run(batch());
      started[0].done(1);
      await ran;
    }
    expect(memories).toEqual([buffers[1], buffers[0], undefined]);
  });
});

describe('rows', () => {
  it('are worth a message of their own from a millisecond of work on, and always while nobody knows', async () => {
    const { lane, started, open } = laneOf();
    await open();
    expect(lane.worthwhile(1)).toBe(true);
    const ran = lane.run({ ...batch(), bucket: 8, runs: 2, rows: 9 });
    started.at(-1)?.done(4); // a quarter of a millisecond for each of 16
    await ran;
    expect([3, 4].map(lane.worthwhile)).toEqual([false, true]);
  });
});

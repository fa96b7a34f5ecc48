/** What a place does when its worker is lost: another at once, later ones more slowly, and an end if none opens. */
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { pauseAfter } from '../src/replace.js';
import type { WorkerEvent } from '../src/worker-event.js';
import { settled } from './support/hand-clock.js';
import { batch, died, laneOf, type Fate } from './support/lane-of.js';

const kinds = (events: readonly WorkerEvent[]) => events.map(({ kind }) => kind);

describe('a worker that is lost', () => {
  it('is replaced at once, and who watches is told', async () => {
    const { lane, clock, events, started, open } = laneOf();
    await open();
    let changes = 0;
    lane.watch(() => changes++);
    started[0].lose();
    expect(lane).toMatchObject({ open: false, room: 0, pid: undefined });
    await settled();
    expect(lane).toMatchObject({ open: true, room: 1, replaced: 1, pid: 102 });
    expect([changes, clock.alarms]).toEqual([1, []]);
    expect(events).toEqual([
      { kind: 'lost', worker: 3, pid: 101, error: died },
      { kind: 'replaced', worker: 3, pid: 102 },
    ]);
  });

  it('again and again with nothing done is replaced more and more slowly', async () => {
    const { lane, clock, started, open } = laneOf();
    await open();
    for (let losses = 1; losses <= 10; losses++) {
      started.at(-1)?.lose();
      await clock.pass(20_000);
      expect(lane).toMatchObject({ open: true, replaced: losses });
    }
    expect(clock.alarms).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
    expect(clock.alarms).toEqual(Array.from({ length: 9 }, (_, i) => pauseAfter(i + 2)));
  });

  it('after a batch was done is replaced at once again', async () => {
    const { lane, clock, started, open } = laneOf();
    await open();
    for (let round = 0; round < 5; round++) {
      const ran = lane.run(batch());
      started.at(-1)?.done(1);
      expect(await ran).toMatchObject({ kind: 'done', milliseconds: 1 });
      started.at(-1)?.lose();
      await settled();
    }
    expect(clock.alarms).toEqual([]);
  });

  it('takes its batches with it, and the first of them alone is blamed', async () => {
    const { lane, started, open } = laneOf();
    await open();
    const ran = [lane.run(batch()), lane.run(batch())];
    started[0].lose();
    const lost = { kind: 'lost', error: died };
    expect(await Promise.all(ran)).toEqual([
      { ...lost, running: true },
      { ...lost, running: false },
    ]);
    expect(lane.load).toBe(0);
  });
});

describe('a replacement', () => {
  it('that refuses the model leaves the place dead', async () => {
    const { lane, events, open, started } = laneOf('opens', 'refuses');
    await open();
    started[0].lose();
    await settled();
    expect(lane.dead).toMatchObject({ code: 'runtime/open' });
    expect(lane).toMatchObject({ open: false, room: 0, replaced: 0, pid: undefined });
    expect(kinds(events)).toEqual(['lost', 'dead']);
    expect(started[1].ended).toBe(true);
    await expect(lane.operators()).rejects.toMatchObject({ code: 'runtime/open' });
  });

  it('that is lost while it opens the model is tried again, three times in all', async () => {
    const lucky = laneOf('opens', 'is lost', 'is lost', 'opens');
    const unlucky = laneOf('opens', 'is lost', 'is lost', 'is lost');
    for (const { open, started, clock } of [lucky, unlucky]) {
      await open();
      started[0].lose();
      await clock.pass(1000);
    }
    expect(lucky.lane).toMatchObject({ open: true, dead: undefined, replaced: 1 });
    expect(kinds(lucky.events)).toEqual(['lost', 'lost', 'lost', 'replaced']);
    expect(unlucky.lane).toMatchObject({ open: false, dead: died });
    expect(kinds(unlucky.events)).toEqual(['lost', 'lost', 'lost', 'lost', 'dead']);
  });

  it('is not made once the place is disposed, and nobody waits for one', async () => {
    const { lane, clock, started, open, events } = laneOf();
    await open();
    started[0].lose();
    await settled();
    started[1].lose();
    const operators = lane.operators();
    await settled();
    expect(clock.set).toBe(1);
    await lane.dispose();
    await expect(operators).rejects.toBeInstanceOf(KantorError);
    await clock.pass(1000);
    expect([clock.set, started.length]).toEqual([0, 2]);
    expect(kinds(events)).toEqual(['lost', 'replaced', 'lost']);
  });
});

describe('a first worker', () => {
  it.each<Fate>(['refuses', 'is lost'])('that %s fails the start, and none follows', async (fate) => {
    const { clock, events, open, started } = laneOf(fate);
    await expect(open()).rejects.toThrow();
    await clock.pass(60_000);
    expect([events, started.length]).toEqual([[], 1]);
  });
});

describe('the program', () => {
  it('waits for a worker if there is work, whichever takes the place', async () => {
    const { lane, started, open } = laneOf();
    await open();
    expect(started[0].holds).toBe(false);
    lane.hold(true);
    expect(started[0].holds).toBe(true);
    started[0].lose();
    await settled();
    expect(started[1].holds).toBe(true);
    lane.hold(false);
    expect(started[1].holds).toBe(false);
  });
});

/** What a place does when its worker is lost: another at once, later ones more slowly, and an end if none opens. */
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { createLane } from '../src/lane.js';
import type { Batch, OpenRequest } from '../src/protocol.js';
import { pauseAfter } from '../src/replace.js';
import type { WorkerEvent } from '../src/worker-event.js';
import type { StartWorker } from '../src/worker-handle.js';
import { createHandClock, settled } from './support/hand-clock.js';

/** How the next workers meet `open`; those after them open the model. */
type Fate = 'opens' | 'refuses' | 'is lost';

interface Message {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

const died = new Error('it died');

function laneOf(...fates: readonly Fate[]) {
  const clock = createHandClock();
  const events: WorkerEvent[] = [];
  const memories: unknown[] = []; // that came with batches, in order
  const started: { lose(): void; done(milliseconds: number): void; holds: boolean; ended: boolean }[] = [];
  const startWorker: StartWorker = (onGone) => {
    const fate = fates[started.length] ?? 'opens';
    let reply: (message: unknown) => void = () => undefined;
    const running: number[] = [];
    const worker = {
      lose: () => onGone(died),
      done: (milliseconds: number) =>
        reply({ id: running.shift(), ok: true, value: { samples: new Float32Array(1), milliseconds } }),
      holds: true,
      ended: false,
    };
    started.push(worker);
    const send = (message: unknown): void => {
      const { id, method, args } = message as Message;
      if (method === 'run') {
        memories.push(args[1]);
        return void running.push(id);
      }
      if (method === 'open' && fate === 'is lost') return queueMicrotask(worker.lose);
      if (method === 'open' && fate === 'refuses')
        return queueMicrotask(() => reply({ id, ok: false, code: 'runtime/open', message: 'no memory' }));
      queueMicrotask(() => reply({ id, ok: true, value: { device: 'cpu', tried: [], runtime: 'none' } }));
    };
    return {
      link: { send, onMessage: (listener) => void (reply = listener) },
      pid: 100 + started.length,
      terminate: () => Promise.resolve(void (worker.ended = true)),
      hold: (busy) => void (worker.holds = busy),
    };
  };
  const onWorker = (event: WorkerEvent) => void events.push(event);
  const lane = createLane({ startWorker, clock, index: 3, onWorker });
  return {
    lane,
    clock,
    events,
    memories,
    started,
    open: () => lane.start({ device: 'auto' } as OpenRequest),
  };
}

const batch = () =>
  ({ latents: new Float32Array(1), labels: undefined, bucket: 1, runs: 1, rows: 1 }) satisfies Batch;
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

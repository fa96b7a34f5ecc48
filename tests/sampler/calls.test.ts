/** Calls that wait, run, are taken back, or are cut off by the end of their sampler. */
import { getEventListeners } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Timing } from '@kantor/sampler';
import { describe, expect, it } from 'vitest';
import { bits } from './support/bits.js';
import { fakeHost } from './support/broken-worker.js';
import { useLoad } from './support/load.js';
import { echo, slow, untrained } from './support/models.js';

const load = useLoad();
const model = echo();

/** A sampler whose batches take until `answer` would be told, which is never. */
const stuck = () => load(model, { workerUrl: fakeHost('') });

describe('a signal', () => {
  it('that is aborted already refuses the call with its reason', async () => {
    const sampler = await load(model);
    const reason = new Error('I changed my mind');
    await expect(sampler.sample({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(sampler.interpolate(1, 2, 3, 'lerp', { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(sampler.report().ran.samples).toBe(0);
  });

  it('takes a call back that waits, which then never runs', async () => {
    const sampler = await load(untrained('mnist-wgan-gp'));
    const controller = new AbortController();
    const first = sampler.sample({ count: 2000 });
    const second = sampler.sample({ count: 100_000, signal: controller.signal });
    await setImmediate();
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect((await first).count).toBe(2000);
    const { samples } = sampler.report().ran;
    expect(samples).toBeLessThan(2000 + 300);
  });

  it('that takes one call back leaves the others as they are', async () => {
    const sampler = await load(model);
    const controller = new AbortController();
    const calls = Array.from({ length: 40 }, (_, seed) =>
      sampler.sample({ seed, count: 10, ...(seed % 2 ? { signal: controller.signal } : {}) }),
    );
    controller.abort();
    const outcomes = await Promise.allSettled(calls);
    const expected = await load(model);
    for (const [seed, outcome] of outcomes.entries()) {
      if (seed % 2) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
      else if (outcome.status === 'rejected') throw outcome.reason;
      else expect(bits(outcome.value.data)).toBe(bits((await expected.sample({ seed, count: 10 })).data));
    }
  });

  it('frees a call whose batch is already running', async () => {
    const sampler = await stuck();
    const controller = new AbortController();
    const call = sampler.sample({ signal: controller.signal });
    await setTimeout(50);
    controller.abort('enough');
    await expect(call).rejects.toBe('enough');
  });

  it('has no listener of ours once the call is done', async () => {
    const sampler = await load(model);
    const { signal } = new AbortController();
    await Promise.all([sampler.sample({ signal }), sampler.sample({ signal, count: 100 })]);
    for await (const _ of sampler.samples({ signal, count: 100 })) void _;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('an answer', () => {
  it('says where its time went', async () => {
    const sampler = await load(untrained('mnist-wgan-gp'));
    const batch = await sampler.sample({ count: 83 });
    const { queue, compute, buckets } = batch.timing;
    expect(buckets).toEqual([64, 16, 4]);
    expect(queue).toBeGreaterThanOrEqual(0);
    expect(compute).toBeGreaterThan(0);
    expect(batch.at(3).timing).toBe(batch.timing);
    expect((await sampler.interpolate(1, 2, 4)).timing.buckets).toEqual([4]);
    for await (const { timing } of sampler.samples({ count: 16, batch: 16 }))
      expect(timing.buckets).toEqual([16]);
  });

  it('of a call that waited says how long', async () => {
    const sampler = await load(slow(), { buckets: [1] });
    const [first, second] = await Promise.all([sampler.sample(), sampler.sample()]);
    // The second one began when the first was over, by the worker's own clock.
    expect(second.timing.queue).toBeGreaterThanOrEqual(first.timing.compute);
  });
});

describe('a priority', () => {
  it('brings a call before others that came first', async () => {
    const sampler = await load(slow(), { buckets: [1] });
    const order: number[] = [];
    const calls = [5, 5, 9, 1].map(async (priority, i) => {
      await sampler.sample({ priority });
      order.push(i);
    });
    await Promise.all(calls);
    expect(order).toEqual([3, 0, 1, 2]);
  });

  it.each([0, 10, 2.5, Number.NaN])('of %s is refused', async (priority) => {
    const sampler = await load(model);
    const refusal = { code: 'sampler/priority' };
    await expect(sampler.sample({ priority })).rejects.toMatchObject(refusal);
    await expect(sampler.interpolate(1, 2, 3, 'lerp', { priority })).rejects.toMatchObject(refusal);
  });
});

describe('a delay', () => {
  it('makes calls that come one after the other share a batch', async () => {
    const sampler = await load(model, { maxDelay: 2000, buckets: [8] });
    const calls: Promise<{ readonly timing: Timing }>[] = [];
    for (let seed = 0; seed < 8; seed++) {
      calls.push(sampler.sample({ seed }));
      await setImmediate();
    }
    await Promise.all(calls);
    expect(sampler.report().ran).toEqual({ samples: 8, padding: 0, batches: { 8: 1 } });
    expect((await sampler.sample()).timing.queue).toBeGreaterThanOrEqual(1990); // alone
  });
});

describe('a sampler that is disposed', () => {
  it('refuses the calls that wait and run, and later ones', async () => {
    const sampler = await load(untrained('mnist-wgan-gp'));
    const calls = [sampler.sample({ count: 5000 }), sampler.sample(), sampler.interpolate(1, 2, 300)];
    const reading = sampler.samples().next();
    await setTimeout(5);
    const refusal = { code: 'sampler/disposed' };
    const settled = Promise.allSettled([...calls, reading]);
    await sampler.dispose();
    const [first] = await settled;
    expect(first).toMatchObject({ status: 'rejected', reason: refusal });
    await expect(sampler.sample()).rejects.toMatchObject(refusal);
    await expect(sampler.samples().next()).rejects.toMatchObject(refusal);
    await sampler.dispose();
  });

  it('is so by `await using` too', async () => {
    const sampler = await load(model);
    await sampler[Symbol.asyncDispose]();
    await expect(sampler.sample()).rejects.toMatchObject({ code: 'sampler/disposed' });
  });

  it('still tells what it knows, and its batches are still pictures', async () => {
    const sampler = await load(model);
    const batch = await sampler.sample({ count: 2 });
    await sampler.dispose();
    expect(sampler.latents(1, 2).shape).toEqual([2, 6]);
    expect(sampler.report().ran.samples).toBe(2);
    expect((await batch.toPng()).length).toBeGreaterThan(50);
  });
});

describe('this thread', () => {
  it('turns while workers draw flat out', async () => {
    const sampler = await load(slow());
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { count } = await sampler.sample({ count: 64 });
    clearInterval(timer);
    expect(count).toBe(64);
    expect(turns).toBeGreaterThan(5);
  });
});

/** Samples a batch at a time: the samples of one call, drawn as they are read, and taken back at any time. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bits } from './support/bits.js';
import { fakeHost } from './support/broken-worker.js';
import { useLoad } from './support/load.js';
import { echo } from './support/models.js';

const load = useLoad();
const model = echo();

/** A sampler whose batches take until `answer` would be told, which is never. */
const stuck = () => load(model, { workerUrl: fakeHost('') });

describe('samples a batch at a time', () => {
  it('are those of one call', async () => {
    const sampler = await load(model, { pool: 2 });
    const { data } = await sampler.sample({ seed: 3, count: 500, truncation: 0.7 });
    for (const batch of [1, 7, 64, 100, 1000]) {
      const drawn: number[] = [];
      const counts: number[] = [];
      for await (const part of sampler.samples({ seed: 3, count: 500, truncation: 0.7, batch })) {
        drawn.push(...part.data);
        counts.push(part.count);
      }
      expect(bits(Float32Array.from(drawn))).toBe(bits(data));
      expect(Math.max(...counts)).toBe(Math.min(batch, 500));
    }
  });

  it('are drawn no further ahead than a few batches', async () => {
    const sampler = await load(model);
    const samples = sampler.samples({ seed: 3 });
    await samples.next();
    await setTimeout(200);
    expect(sampler.report().ran.samples).toBeLessThanOrEqual(5 * 64);
    await samples.return();
    const before = sampler.report().ran.samples;
    await setTimeout(50);
    expect(sampler.report().ran.samples).toBe(before);
  });

  it('end when nobody reads on, and leave the sampler as it was', async () => {
    const sampler = await load(model);
    let read = 0;
    for await (const { count } of sampler.samples()) if ((read += count) >= 640) break;
    expect(read).toBe(640);
    expect((await sampler.sample()).count).toBe(1);
  });

  it('that nobody reads hold nobody up, whatever their priority', async () => {
    const sampler = await load(model);
    const left = sampler.samples({ priority: 1 });
    await left.next();
    const drawn = await Promise.all(
      [1, 2, 3].map((seed) => sampler.sample({ seed, count: 200, priority: 9 })),
    );
    expect(drawn.map(({ count }) => count)).toEqual([200, 200, 200]);
    await expect.poll(() => sampler.report().rows).toEqual({ waiting: 0, running: 0 });
    await left.return();
  });

  it('are taken back at once by `return`, also while a read waits', async () => {
    const sampler = await stuck();
    const samples = sampler.samples();
    const reading = samples.next();
    await setTimeout(50);
    expect(sampler.report().rows.running).toBe(64);
    expect(sampler.report().rows.waiting).toBeGreaterThan(0);
    const end = { done: true, value: undefined };
    await expect(samples.return()).resolves.toEqual(end);
    await expect(reading).resolves.toEqual(end);
    expect(sampler.report().rows.waiting).toBe(0);
  });

  it('end with the reason of a signal', async () => {
    const sampler = await load(model);
    const controller = new AbortController();
    const reading = (async () => {
      let read = 0;
      for await (const _ of sampler.samples({ signal: controller.signal }))
        if (++read === 3) controller.abort('enough');
    })();
    await expect(reading).rejects.toBe('enough');
    await expect(sampler.samples({ signal: AbortSignal.abort('before') }).next()).rejects.toBe('before');
  });

  it.each([
    [{ count: 0 }, 'sampler/count'],
    [{ count: 1.5 }, 'sampler/count'],
    [{ count: Number.NaN }, 'sampler/count'],
    [{ batch: 0 }, 'sampler/count'],
    [{ batch: 1e12 }, 'sampler/count'],
    [{ seed: -1 }, 'tensor/seed'],
    [{ truncation: 2 }, 'sampler/truncation'],
    [{ priority: 0 }, 'sampler/priority'],
    [{ labels: 3 }, 'sampler/labels'],
  ])('that cannot be asked, as %j, are refused', async (options, code) => {
    const sampler = await load(model);
    await expect(sampler.samples(options).next()).rejects.toMatchObject({ code });
  });
});

/** Labels of models that take classes: how they reach the model, and what is refused. */
import { describe, expect, it } from 'vitest';
import { useLoad } from './support/load.js';
import { echo, labelled, lookedUp } from './support/models.js';

const load = useLoad();

describe('labels', () => {
  it('reach the model row by row, as rows of zeros and a one', async () => {
    const sampler = await load(labelled());
    const { data } = await sampler.sample({ count: 70, labels: Array.from({ length: 70 }, (_, i) => i % 3) });
    const classes = Array.from({ length: 70 }, (_, i) => [...data.subarray(7 * i + 4, 7 * i + 7)]);
    classes.forEach((row, i) => expect(row).toEqual([0, 1, 2].map((label) => (label === i % 3 ? 1 : 0))));
    expect(sampler.info.labels).toEqual({ classes: 3 });
  });

  it('reach the model as whole numbers, also of calls that share a batch', async () => {
    const sampler = await load(lookedUp());
    const drawn = await Promise.all([0, 1, 2, 0].map((labels) => sampler.sample({ labels, count: 5 })));
    const found = drawn.map(({ data }) => data.filter((_, i) => i % 2 === 1));
    expect(found).toEqual([10, 20, 30, 10].map((value) => new Float32Array(5).fill(value)));
  });

  it('go along with samples a batch at a time', async () => {
    const sampler = await load(lookedUp());
    const labels = Array.from({ length: 10 }, (_, i) => i % 3);
    const found: number[] = [];
    for await (const { data } of sampler.samples({ labels, count: 10, batch: 4 })) {
      found.push(...data.filter((_, i) => i % 2 === 1));
    }
    expect(found).toEqual(labels.map((label) => 10 * (label + 1)));
  });

  it('that are not one for each sample are refused before the first batch', async () => {
    const sampler = await load(lookedUp());
    for (const count of [3, undefined]) {
      const samples = sampler.samples({ labels: [1, 2], ...(count === undefined ? {} : { count }) });
      await expect(samples.next()).rejects.toMatchObject({ code: 'sampler/labels' });
    }
  });

  it('that spoil a batch fail their own call and no other', async () => {
    const sampler = await load(lookedUp());
    const [good, bad, other] = await Promise.allSettled([
      sampler.sample({ labels: 1, count: 3 }),
      sampler.sample({ labels: 7 }),
      sampler.sample({ labels: 2 }),
    ]);
    expect(good).toMatchObject({ status: 'fulfilled' });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'runtime/run' } });
    expect(other).toMatchObject({ status: 'fulfilled', value: { count: 1 } });
  });

  it('are refused by a model that takes none, and asked for by one that does', async () => {
    const refusal = { code: 'sampler/labels' };
    await expect((await load(echo())).sample({ labels: 1 })).rejects.toMatchObject(refusal);
    await expect((await load(labelled())).sample()).rejects.toMatchObject(refusal);
  });
});

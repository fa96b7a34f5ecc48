/** What cannot be asked of a sampler: refused by a code, with what came and what was expected. */
import type { SampleOptions } from '@kantor/sampler';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { useLoad } from './support/load.js';
import { echo, labelled, untrained } from './support/models.js';

const load = useLoad();
const digits = untrained('mnist-wgan-gp');
const refusal = (code: string, said: string) => ({
  name: 'KantorError',
  code,
  message: expect.stringContaining(said),
});

describe('what cannot be asked', () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity, 1e9])('a count of %s is refused', async (count) => {
    const sampler = await load(digits);
    const refusal = {
      code: 'sampler/count',
      message: expect.stringContaining('whole number from 1 to 342392'),
    };
    await expect(sampler.sample({ count })).rejects.toMatchObject(refusal);
    expect(() => sampler.latents(1, count)).toThrow(expect.objectContaining({ code: 'sampler/count' }));
  });

  it('more than an array holds, with how else', async () => {
    const asked = (await load(digits)).sample({ count: 342_393 });
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('with samples()') });
  });

  it.each([-1, 0.5, 2 ** 53])('a seed of %s is refused', async (seed) => {
    await expect((await load(echo())).sample({ seed })).rejects.toMatchObject({ code: 'tensor/seed' });
  });

  it('more latents, steps or rows than an array holds, each with how else', async () => {
    const sampler = await load(digits);
    const [most, mostRows] = [342_392, 2 ** 22];
    expect(() => sampler.latents(1, mostRows + 1)).toThrow(
      expect.objectContaining(
        refusal('sampler/count', 'to 4194304. For samples alone use samples({ seed, count }).'),
      ),
    );
    await expect(sampler.interpolate(1, 2, most + 1)).rejects.toMatchObject(
      refusal('sampler/count', 'from 2 to 342392. For a longer way give latents of between() to sample()'),
    );
    await expect(sampler.samples({ batch: most + 1 }).next()).rejects.toMatchObject(
      refusal('sampler/count', 'The batch is 342393; expected a whole number from 1 to 342392.'),
    );
    await expect(sampler.sample({ latents: new Float32Array((most + 1) * 64) })).rejects.toMatchObject(
      refusal('sampler/count', 'Give them in several calls.'),
    );
  });

  it.each<[unknown, string, string]>([
    [{ count: '3' }, 'sampler/count', "The count is '3'"],
    [{ count: null }, 'sampler/count', 'The count is null'],
    [{ seed: '3' }, 'tensor/seed', "is '3'; give a whole number"],
    [{ truncation: '0.5' }, 'sampler/truncation', "is '0.5'; expected a number above 0"],
    [{ labels: true }, 'sampler/labels', 'takes no labels'],
    [{ priority: '5' }, 'sampler/priority', "is '5'; expected a whole number"],
    [{ into: [] }, 'sampler/into', 'is []; expected a Float32Array with room for 6'],
    [{ latents: [0, 0, 0, 0, 0, 0] }, 'sampler/latents', 'got [0, 0, 0, 0, 0, 0]'],
    [{ latents: null }, 'sampler/latents', 'got null'],
    [{ signal: 'now' }, 'sampler/options', "`signal` is 'now'; expected an AbortSignal"],
    [null, 'sampler/options', 'The options are null; expected an object'],
    [7, 'sampler/options', 'The options are 7; expected an object'],
  ])('%j', async (options, code, said) => {
    const sampler = await load(echo());
    await expect(sampler.sample(options as SampleOptions)).rejects.toMatchObject(refusal(code, said));
  });

  it.each([null, 'fast', { signal: {} }])('of a stream and of a way with the options %j', async (options) => {
    const sampler = await load(echo());
    const refused = refusal('sampler/options', 'expected');
    await expect(sampler.samples(options as never).next()).rejects.toMatchObject(refused);
    await expect(sampler.interpolate(1, 2, 3, 'lerp', options as never)).rejects.toMatchObject(refused);
  });

  it.each([null, true, 'all'])('labels %j of a model that takes classes', async (labels) => {
    const sampler = await load(labelled());
    const refused = refusal('sampler/labels', 'expected a whole number from 0 to 2 or a list of them');
    await expect(sampler.sample({ labels: labels as never })).rejects.toMatchObject(refused);
    await expect(sampler.samples({ labels: labels as never, count: 3 }).next()).rejects.toMatchObject(
      refused,
    );
  });

  it('a sheet that no memory holds', async () => {
    const batch = await (await load(echo())).sample();
    await expect(batch.toPng({ scale: 1e6 })).rejects.toMatchObject(
      refusal('image/sheet', '3000000 x 2000000 pixels'),
    );
  });
});

describe('latents', () => {
  const latents = floats([2, 6], new Float32Array(12));

  it('may come with the count of their rows, and with no other', async () => {
    const sampler = await load(echo());
    expect((await sampler.sample({ latents, count: 2 })).count).toBe(2);
    await expect(sampler.sample({ latents, count: 3 })).rejects.toMatchObject(
      refusal('sampler/count', 'The count is 3, and there are 2 latents'),
    );
  });

  it('stand for a seed, and come with none', async () => {
    const sampler = await load(echo());
    await expect(sampler.sample({ latents, seed: 1 })).rejects.toMatchObject(
      refusal('sampler/latents', 'There are latents and a seed, 1; give one of the two'),
    );
    expect((await sampler.sample({ latents, seed: undefined, count: undefined })).count).toBe(2);
  });
});

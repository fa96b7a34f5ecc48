/** Samples from seeds: the same whoever asks, how many there are, and in whose company. */
import { constant, input, matmul, reshape } from '@kantor/graph';
import { readHeader } from '@kantor/onnx/header';
import { decodePng, samplePng, sheet } from '@kantor/image';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, stream, type FloatTensor } from '@kantor/tensor';
import { drawLatents } from '@kantor/wgan';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useLoad } from './support/load.js';
import { bits } from './support/bits.js';
import { echo, notes, generator, untrained } from './support/models.js';

const load = useLoad();
const digits = untrained('mnist-wgan-gp');
const points = untrained('eight-gaussians');

/** What ONNX Runtime gives for these latents, without a sampler. */
async function bare(model: Uint8Array, latents: FloatTensor): Promise<Float32Array> {
  const session = await nodeRuntime().open(model, { device: 'cpu', threads: 1 });
  const { samples } = await session.run({ [readHeader(model).inputs[0].name]: latents });
  await session.release();
  return samples.data as Float32Array;
}

describe('samples of a seed', () => {
  it.each([
    ['images', digits, [1, 28, 28], 64],
    ['points', points, [2], 2],
  ])('are what the model gives for the latents of the seed: %s', async (_what, model, shape, size) => {
    const sampler = await load(model, { blocked: false });
    const latents = drawLatents({ size, distribution: 'normal' }, 100, 7, 'latent');
    expect(sampler.latents(7, 100)).toEqual(latents);
    const batch = await sampler.sample({ seed: 7, count: 100 });
    expect(batch.shape).toEqual([100, ...shape]);
    expect(bits(batch.data)).toBe(bits(await bare(model, latents)));
  });

  it.each([
    ['convolutions', digits],
    ['dense layers', points],
  ])('have the same bits whatever the count, the place and the company: %s', async (_what, model) => {
    const sampler = await load(model);
    const all = await sampler.sample({ seed: 7, count: 133 });
    const size = all.data.length / 133;
    const counts = [1, 2, 3, 4, 5, 13, 16, 17, 40, 63, 64, 65, 100];
    const some = await Promise.all(counts.map((count) => sampler.sample({ seed: 7, count })));
    some.forEach(({ data }, i) =>
      expect(bits(data), `${counts[i]}`).toBe(bits(all.data.slice(0, counts[i] * size))),
    );
    const latents = sampler.latents(7, 133);
    for (const [from, count] of [
      [130, 3],
      [17, 50],
      [1, 64],
    ]) {
      // prettier-ignore
      const rows = latents.data.slice((from * latents.data.length) / 133, ((from + count) * latents.data.length) / 133);
      const { data } = await sampler.sample({ latents: rows });
      expect(bits(data)).toBe(bits(all.data.slice(from * size, (from + count) * size)));
    }
  });

  it('have the same bits for every number of threads and workers', async () => {
    const options = [{ threads: 1 }, { threads: 2 }, { threads: 1, pool: 2 }, { buckets: [3, 50] }];
    const drawn: Float32Array[] = [];
    for (const option of options) drawn.push((await (await load(digits, option)).sample({ count: 70 })).data);
    for (const data of drawn) expect(bits(data)).toBe(bits(drawn[0]));
  });

  it('belong to seed 1 and are one if nothing is said', async () => {
    const sampler = await load(echo());
    const { data, shape } = await sampler.sample();
    expect(shape).toEqual([1, 1, 2, 3]);
    expect(data).toEqual(stream(1, 'latent').normal(new Float32Array(6)));
  });

  it('come closer together by truncation, whoever’s latents they are', async () => {
    const sampler = await load(echo());
    const whole = await sampler.sample({ seed: 3, count: 10 });
    const less = whole.data.map((value) => value * 0.5);
    expect((await sampler.sample({ seed: 3, count: 10, truncation: 0.5 })).data).toEqual(less);
    const latents = sampler.latents(3, 10);
    expect((await sampler.sample({ latents, truncation: 0.5 })).data).toEqual(less);
    expect(latents).toEqual(sampler.latents(3, 10));
  });

  it('are uniform where the model wants that', async () => {
    const sampler = await load(echo({ distribution: 'uniform' }));
    const { data } = await sampler.sample({ seed: 3, count: 100 });
    expect(data).toEqual(stream(3, 'latent').uniform(new Float32Array(600)).map((value) => 2 * value - 1)); // prettier-ignore
  });
});

describe('100 calls at once', () => {
  it('give what they give one after the other', async () => {
    const sampler = await load(digits, { pool: 2 });
    const wanted = Array.from({ length: 100 }, (_, i) => ({ seed: i % 7, count: 1 + ((i * 13) % 40) }));
    const together = await Promise.all(wanted.map((options) => sampler.sample(options)));
    for (const [i, options] of wanted.entries()) {
      expect(bits(together[i].data), `call ${i}`).toBe(bits((await sampler.sample(options)).data));
    }
    const { samples, batches } = sampler.report().ran;
    expect(samples).toBe(2 * wanted.reduce((total, { count }) => total + count, 0));
    expect(Object.keys(batches).map(Number).sort((a, b) => a - b)).toEqual([1, 4, 16, 64]); // prettier-ignore
  });

  it('of one sample each share batches, and each has an array of its own', async () => {
    const sampler = await load(echo());
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const drawn = await Promise.all(seeds.map((seed) => sampler.sample({ seed })));
    expect(sampler.report().ran.batches[64]).toBe(1);
    const buffers = new Set(drawn.map(({ data }) => data.buffer));
    expect(buffers.size).toBe(100);
    drawn.forEach(({ data }, seed) => {
      expect(data.buffer.byteLength).toBe(24);
      expect(data).toEqual(stream(seed, 'latent').normal(new Float32Array(6)));
    });
  });

  it('end before a long one that came first', async () => {
    const sampler = await load(digits);
    const order: string[] = [];
    const long = sampler.sample({ count: 10_000 }).then(() => order.push('long'));
    const short = Array.from({ length: 20 }, (_, seed) =>
      sampler.sample({ seed }).then(() => order.push('short')),
    );
    await Promise.all([long, ...short]);
    expect(order.at(-1)).toBe('long');
  });
});

describe('the way between two seeds', () => {
  it.each(['slerp', 'lerp', undefined] as const)('begins and ends at their samples: %s', async (mode) => {
    const sampler = await load(digits);
    const way = await sampler.interpolate(3, 8, 11, mode);
    expect(way.shape).toEqual([11, 1, 28, 28]);
    expect(way.at(0).data).toEqual((await sampler.sample({ seed: 3 })).data);
    expect(way.at(10).data).toEqual((await sampler.sample({ seed: 8 })).data);
    expect(way.at(5).data).not.toEqual(way.at(4).data);
  });

  it('is an arc for normal latents and a line for uniform ones', async () => {
    const normal = await load(echo());
    const uniform = await load(echo({ distribution: 'uniform' }));
    for (const [sampler, mode] of [
      [normal, 'slerp'],
      [uniform, 'lerp'],
    ] as const) {
      // prettier-ignore
      const same = (await sampler.interpolate(1, 2, 5)).data;
      expect(same).toEqual((await sampler.interpolate(1, 2, 5, mode)).data);
    }
    const [a, b] = [1, 2].map((seed) => uniform.latents(seed, 1).data);
    const middle = (await uniform.interpolate(1, 2, 3)).at(1).data;
    expect(middle).toEqual(a.map((value, i) => Math.fround(0.5 * value + 0.5 * b[i])));
  });

  it.each([0, 1, 2.5, Number.NaN, 2 ** 40])('of %s steps is refused', async (steps) => {
    const sampler = await load(echo());
    await expect(sampler.interpolate(1, 2, steps)).rejects.toMatchObject({ code: 'sampler/count' });
  });
});

describe('pictures', () => {
  it('as PNG have the pixels of the samples', async () => {
    const sampler = await load(digits);
    const batch = await sampler.sample({ count: 5 });
    const level = (value: number) => Math.max(0, Math.min(255, Math.round((value + 1) * 127.5)));
    const { width, height, data } = decodePng(await batch.at(3).toPng());
    expect([width, height]).toEqual([28, 28]);
    expect(Array.from(data)).toEqual(Array.from(batch.at(3).data, level));
  });

  it('as sheets are the image library’s', async () => {
    const sampler = await load(digits);
    const batch = await sampler.sample({ count: 5 });
    const tensor = floats([5, 1, 28, 28], batch.data);
    expect(batch.toSheet()).toEqual(sheet(tensor, { range: [-1, 1] }));
    expect(await batch.toPng({ scale: 2 })).toEqual(samplePng(tensor, [-1, 1]));
  });

  it('of points are refused', async () => {
    const batch = await (await load(points)).sample({ count: 2 });
    expect(batch).toMatchObject({ shape: [2, 2], range: undefined });
    await expect(batch.toPng()).rejects.toMatchObject({ code: 'sampler/not-images' });
  });
});

describe('a model', () => {
  it('is known by the hash of its file', async () => {
    const { info } = await load(digits);
    expect(info.hash).toBe(createHash('sha256').update(digits).digest('hex'));
    expect(info).toMatchObject({ name: 'test', bytes: digits.length, range: [-1, 1], opset: 17 });
  });

  it('of others, with latents of one pixel and one batch size, is called as it wants', async () => {
    const latent = input('noise', [3, 6, 1, 1]);
    const eye = constant(
      floats(
        [6, 6],
        Float32Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
      ),
    );
    const model = generator([latent], reshape(matmul(reshape(latent, [3, 6]), eye), [3, 1, 2, 3]), {});
    const sampler = await load(model, { latent: { distribution: 'normal' } });
    const { data, shape } = await sampler.sample({ seed: 9, count: 7 });
    expect(shape).toEqual([7, 1, 2, 3]);
    expect(data).toEqual(stream(9, 'latent').normal(new Float32Array(42)));
    expect(sampler.report().ran).toEqual({ samples: 7, padding: 2, batches: { 3: 3 } });
  });

  it('whose metadata lie of a shape that its file leaves open is found out when it is loaded', async () => {
    const latent = input('latent', ['N', 6]);
    const samples = reshape(latent, ['N', 1, 2, 3]);
    const lying = generator([latent], samples, notes({ size: 6, shape: [1, 3, 2] }));
    await expect(load(lying)).rejects.toMatchObject({ code: 'sampler/shape' });
  });
});

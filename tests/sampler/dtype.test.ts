/** Generators whose weights are stored as float16, beside the same stored as float32. */
import { readHeader } from '@kantor/onnx/header';
import { describe, expect, it } from 'vitest';
import { useLoad } from './support/load.js';
import { untrained } from './support/models.js';

const load = useLoad();
const name = 'mnist-wgan-gp';
const [large, small] = [untrained(name), untrained(name, 'float16')];

describe('a file of float16 weights', () => {
  it('is half the size of one of float32', () => {
    expect(small.length / large.length).toBeLessThan(0.52);
  });

  it('takes latents and gives samples in float32', () => {
    const { inputs, outputs } = readHeader(small);
    expect([inputs, outputs].map(([{ type }]) => type)).toEqual(['float', 'float']);
  });

  it('gives the same images, within what rounding of weights does', async () => {
    const batches = await Promise.all(
      [large, small].map(async (file) => (await load(file)).sample({ seed: 7, count: 16 })),
    );
    const [ofLarge, ofSmall] = batches.map(({ data }) => data);
    const largest = ofLarge.reduce((most, value, i) => Math.max(most, Math.abs(value - ofSmall[i])), 0);
    expect(largest).toBeLessThan(1e-2);
    expect(largest).toBeGreaterThan(1e-6); // or nothing was rounded
  });
});

describe('load', () => {
  it('says which precision a file has', async () => {
    expect((await load(large)).info.dtype).toBe('float32');
    expect((await load(small)).info.dtype).toBe('float16');
  });

  it('takes the file of the precision that is asked for, and the smaller one if none is', async () => {
    const files = { float32: large, float16: small };
    expect((await load(files)).info).toMatchObject({ dtype: 'float16', bytes: small.length });
    expect((await load(files, { dtype: 'float32' })).info).toMatchObject({
      dtype: 'float32',
      bytes: large.length,
    });
  });

  it('refuses a file of another precision than was asked for, or than its name says', async () => {
    const message = expect.stringContaining(
      'The weights of this file are float32, and float16 was asked for.',
    );
    await expect(load(large, { dtype: 'float16' })).rejects.toMatchObject({ code: 'sampler/dtype', message });
    await expect(load({ float16: large })).rejects.toMatchObject({ code: 'sampler/dtype', message });
  });
});

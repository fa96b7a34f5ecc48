/** Random numbers in Chromium are those of Node, bit for bit: a seed names a sample wherever it is drawn. */
import { createHash } from 'node:crypto';
import { stream } from '@kantor/tensor';
import { drawLatents } from '@kantor/wgan';
import { expect, it } from 'vitest';
import { useBrowser } from './support/chromium.js';
import { openForTest } from './support/engine-page.js';

const browser = useBrowser({ webgpu: false });
const slow = process.env['KANTOR_SLOW'] === '1';
const count = slow ? 4_000_000 : 400_000;

const digest = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');

it.each([
  [0, 'latent', 0],
  [7, 'test/bits', 123],
  [2 ** 53 - 1, 'purpose of many words, with ünïcode', 4_000_000_000],
])(`${count} normal and uniform numbers of stream(%d, '%s', %d)`, async (seed, purpose, step) => {
  const random = stream(seed, purpose, step);
  const expected = [random.normal(new Float32Array(count)), random.uniform(new Float32Array(count))].map(
    digest,
  );
  const { ask, askHere } = await openForTest(browser());
  expect(await ask('draws', seed, purpose, step, count)).toEqual(expected);
  expect(await askHere('draws', seed, purpose, step, count)).toEqual(expected);
});

it.each(['normal', 'uniform'] as const)('%s latents of a model', async (distribution) => {
  const size = 128;
  const { data } = drawLatents({ size, distribution }, 64, 5, 'sample');
  const { ask } = await openForTest(browser());
  expect(await ask('latents', distribution, 64, size, 5)).toBe(digest(data));
});

/** Samples in Chromium are those of Node: the same latents to the bit, on every device, however the page is served. */
import { Sampler } from '@kantor/sampler/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { onCpu } from '../sampler/support/load.js';
import { untrained } from '../sampler/support/models.js';
import { useBrowser } from './support/chromium.js';
import { drawOnce, openSamplerPage } from './support/sampler-page.js';

const software = useBrowser({ webgpu: true });
const none = useBrowser({ webgpu: false });

const model = untrained('mnist-wgan-gp');
const asked = { seed: 7, count: 5 };
let expected: { latents: Float32Array; data: Float32Array; hash: string };

beforeAll(async () => {
  await using sampler = await Sampler.load(model, onCpu);
  const { data } = await sampler.sample(asked);
  expected = { data, latents: sampler.latents(7, 5).data, hash: sampler.info.hash };
});

describe.each([
  { device: 'wasm', isolated: false, strict: false, browser: none },
  { device: 'wasm', isolated: true, strict: true, browser: none },
  { device: 'webgpu', isolated: false, strict: true, browser: software },
  { device: 'webgpu', isolated: true, strict: false, browser: software },
] as const)('on $device, isolated: $isolated, strict policy: $strict', ({ device, browser, ...served }) => {
  it('samples are those of Node', async () => {
    const { page, troubles } = await openSamplerPage(browser(), { '/model.onnx': model }, served);
    const { shape, data, latents, report, info } = await drawOnce(page, 'model.onnx', {}, asked);
    expect(report).toMatchObject({ device, workers: 1, replaced: 0, ran: { samples: 5 } });
    expect(info.hash).toBe(expected.hash);
    expect(shape).toEqual([5, 1, 28, 28]);
    expect(latents).toEqual([...expected.latents]);
    for (const [i, value] of data.entries()) expect(Math.abs(value - expected.data[i])).toBeLessThan(1e-4);
    expect(troubles).toEqual([]);
  });
});

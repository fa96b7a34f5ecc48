/** Where a sampler runs: how its device is chosen, what it reports of it, and the workers that it gets. */
import { describe, expect, it } from 'vitest';
import { bits } from './support/bits.js';
import { useLoad } from './support/load.js';
import { echo, untrained } from './support/models.js';

const load = useLoad();
const model = echo();

describe('the device', () => {
  it('is chosen by trying, and the report says why not the others', async () => {
    const sampler = await load(model, { device: 'auto' });
    const { tried, runtime, device } = sampler.report();
    expect(tried.at(-1)).toMatchObject({ device, available: true });
    expect(sampler.device).toBe(device);
    expect(tried.slice(0, -1).every(({ available, reason }) => !available && reason.length > 20)).toBe(true);
    expect(runtime).toMatch(/^onnxruntime-node \d/);
  });

  it('that is wanted and not there is refused with the reason and the cure', async () => {
    const sampler = load(model, { device: 'cuda' });
    await sampler.then(
      ({ device }) => expect(device).toBe('cuda'),
      (error: unknown) =>
        expect(error).toMatchObject({ code: 'runtime/device', message: expect.stringContaining('cuda: ') }),
    );
  });

  it('runs operators where they are said to run, and samples afterwards as before', async () => {
    const sampler = await load(untrained('mnist-wgan-gp'), { blocked: false });
    const before = await sampler.sample({ seed: 3, count: 4 });
    const [operators, during] = await Promise.all([
      sampler.operators(),
      sampler.sample({ seed: 3, count: 4 }),
    ]);
    expect(operators).toMatchObject({ ConvTranspose: { cpu: 2 }, Tanh: { cpu: 1 } });
    expect(bits(during.data)).toBe(bits(before.data));
    await sampler.dispose();
    await expect(sampler.operators()).rejects.toMatchObject({ code: 'sampler/disposed' });
  });

  it('has the threads and the workers that were asked for', async () => {
    const report = (await load(model, { pool: 2 })).report();
    expect(report).toMatchObject({ workers: 2, threads: 1, replaced: 0, ran: { samples: 0, padding: 0 } });
  });
});

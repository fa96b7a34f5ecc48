/** Pages of others: built by Vite and webpack from the packages as they are published, under a strict policy. */
import { Sampler } from '@kantor/sampler/node';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onCpu } from '../sampler/support/load.js';
import { untrained } from '../sampler/support/models.js';
import { filesBelow } from './support/bundle.js';
import { useBrowser, visit } from './support/chromium.js';
import { buildConsumer, makeConsumer } from './support/consumers.js';
import { drawOnce, ortFolder, serve } from './support/sampler-page.js';

const browser = useBrowser({ webgpu: true });
const model = untrained('mnist-wgan-gp');
let project: string;

beforeAll(() => {
  project = makeConsumer();
});

describe.each(['Vite', 'webpack'] as const)('a page built by %s', (bundler) => {
  it('has no WebAssembly of its own, and samples like Node', { timeout: 120_000 }, async () => {
    const folder = await buildConsumer(project, bundler);
    expect(filesBelow(folder).filter((file) => !/\.(js|html|txt)$/.test(file))).toEqual([]);
    const { page, troubles, close } = await visit(browser(), {
      folders: { '/kantor/': ortFolder, '/': folder },
      instead: { '/model.onnx': serve(model) },
      strict: true,
    });
    onTestFinished(close);
    await page.getByRole('img', { name: '4 images drawn by test from seed 7.' }).waitFor();
    await using expected = await Sampler.load(model, onCpu);
    const ofNode = (await expected.sample({ seed: 7, count: 4 })).data;
    for (const device of ['wasm', 'webgpu'] as const) {
      const { data, report } = await drawOnce(page, 'model.onnx', { device }, { seed: 7, count: 4 });
      expect(report.device).toBe(device);
      for (const [i, value] of data.entries()) expect(Math.abs(value - ofNode[i])).toBeLessThan(1e-4);
    }
    expect(troubles).toEqual([]);
  });
});

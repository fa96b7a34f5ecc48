/** Whole training steps in Chromium under a strict policy, on every device of a page, against the steps that JAX made. */
import { expect, it } from 'vitest';
import {
  expectGolden,
  goldenModels,
  goldenSpec,
  goldenStep,
  programNames,
} from '../../libs/wgan/test/support/golden.js';
import { plain, tensorsOf } from './pages/engine/plain.js';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest, type EnginePage } from './support/engine-page.js';

const browser = useBrowser({ webgpu: true });

/** Each program of a golden model once, by a page's or its worker's `ask`; holds the results against those of JAX. */
async function expectGoldenSteps(
  model: string,
  ask: EnginePage['ask'],
  setup: Parameters<typeof ask<'steps'>>[1],
): Promise<void> {
  const steps = programNames.map((program) => ({ program, step: goldenStep(model, program) }));
  const tasks = steps.map(({ program, step: { feeds, before } }) => {
    return { model: goldenSpec(model), program, feeds: plain(feeds), before: plain(before) };
  });
  const results = await ask('steps', setup, tasks);
  steps.forEach(({ program, step }, i) => {
    expectGolden(tensorsOf(results[i]), step, 5e-6, `${model}, ${program}: `);
  });
}

it.each([
  { what: 'wasm on one thread', isolated: false, setup: { device: 'wasm' } },
  { what: 'wasm on two threads', isolated: true, setup: { device: 'wasm', threads: 2 } },
  { what: 'webgpu', isolated: false, setup: { device: 'webgpu' } },
] as const)('on $what, in a worker, every golden model', async ({ isolated, setup }) => {
  const { ask, troubles } = await openForTest(browser(), { isolated, strict: true });
  expect(await ask('evaluates')).toBe(false);
  for (const model of goldenModels) await expectGoldenSteps(model, ask, { assets, ...setup });
  expect(troubles).toEqual([]);
});

it('on webgpu by Asyncify, in the page itself, a toy and convolutions', async () => {
  const { page, askHere, troubles } = await openForTest(browser(), { strict: true });
  await page.evaluate(() => Reflect.deleteProperty(WebAssembly, 'Suspending'));
  for (const model of ['penalty-toy', 'hinge-residual']) {
    await expectGoldenSteps(model, askHere, { assets, device: 'webgpu' });
  }
  expect(troubles).toEqual([]);
});

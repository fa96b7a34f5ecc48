/** Whole training steps in Chromium under a strict policy, on every device of a page, against the steps that JAX made. */
import type { TensorMap } from '@kantor/tensor';
import { expect, it } from 'vitest';
import {
  goldenModels,
  goldenSpec,
  goldenStep,
  type GoldenStep,
  type ProgramName,
} from '../../libs/wgan/test/support/golden.js';
import { plain, tensorsOf } from './pages/engine/plain.js';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest, type EnginePage } from './support/engine-page.js';

const programs: readonly ProgramName[] = ['criticStep', 'generatorStep', 'sample', 'score'];
const browser = useBrowser({ webgpu: true });

/** Largest difference relative to the largest expected number, for each result of a step. */
function errors(results: TensorMap, { expected }: GoldenStep): Record<string, number> {
  return Object.fromEntries(
    Object.entries(expected).map(([name, { data }]) => {
      const scale = Math.max(1, ...Array.from(data as Float32Array, Math.abs));
      const differences = Array.from(results[name].data as Float32Array, (value, i) => {
        return Math.abs(value - Number(data[i])) / scale;
      });
      return [name, Math.max(...differences)];
    }),
  );
}

/** Each program of a golden model once, by a page's or its worker's `ask`; holds the results against those of JAX. */
async function expectGoldenSteps(
  model: string,
  ask: EnginePage['ask'],
  setup: Parameters<typeof ask<'steps'>>[1],
): Promise<void> {
  const steps = programs.map((program) => ({ program, step: goldenStep(model, program) }));
  const tasks = steps.map(({ program, step: { feeds, before } }) => {
    return { model: goldenSpec(model), program, feeds: plain(feeds), before: plain(before) };
  });
  const results = await ask('steps', setup, tasks);
  steps.forEach(({ program, step }, i) => {
    for (const [name, error] of Object.entries(errors(tensorsOf(results[i]), step))) {
      expect(error, `${model}, ${program}: ${name}`).toBeLessThan(5e-6);
    }
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

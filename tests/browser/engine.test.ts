/** Whole training steps in Chromium, on every device that a page may have, against the steps that JAX made. */
import type { TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import {
  goldenModels,
  goldenSpec,
  goldenStep,
  type GoldenStep,
  type ProgramName,
} from '../../libs/wgan/test/support/golden.js';
import { plain, tensorsOf } from './pages/engine/plain.js';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest } from './support/engine-page.js';

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

const cases = [
  { what: 'wasm on one thread', device: 'wasm', isolated: false },
  { what: 'wasm on two threads', device: 'wasm', isolated: true, threads: 2 },
  { what: 'webgpu', device: 'webgpu', isolated: false },
] as const;

describe.each(cases)('on $what, in a worker under a strict policy', ({ device, isolated, ...rest }) => {
  it('the steps of every golden model are what JAX computes', async () => {
    const { ask, troubles } = await openForTest(browser(), { isolated, strict: true });
    expect(await ask('evaluates')).toBe(false);
    for (const model of goldenModels) {
      const steps = programs.map((program) => ({ program, step: goldenStep(model, program) }));
      const results = await ask(
        'steps',
        { assets, device, ...('threads' in rest ? { threads: rest.threads } : {}) },
        steps.map(({ program, step: { feeds, before } }) => ({
          model: goldenSpec(model),
          program,
          feeds: plain(feeds),
          before: plain(before),
        })),
      );
      steps.forEach(({ program, step }, i) => {
        for (const [name, error] of Object.entries(errors(tensorsOf(results[i]), step))) {
          expect(error, `${model}, ${program}: ${name}`).toBeLessThan(5e-6);
        }
      });
    }
    expect(troubles).toEqual([]);
  });
});

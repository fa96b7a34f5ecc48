/** The steps that JAX made (libs/wgan/test/golden), on the real engine and so in float32. */
import { describe, expect, it } from 'vitest';
import {
  goldenModels,
  goldenStep,
  programsOf,
  type ProgramName,
} from '../../libs/wgan/test/support/golden.js';
import { engine } from './support.js';

const names: readonly ProgramName[] = ['criticStep', 'generatorStep', 'sample', 'score'];

describe.each(goldenModels)('%s', (model) => {
  it.each(names)('%s is what JAX computes', async (name) => {
    const { feeds, before, expected } = goldenStep(model, name);
    const loaded = await engine.load({ [name]: programsOf(model)[name] }, before);
    try {
      const results = { ...(await loaded.run(name, feeds)), ...(await loaded.read()) };
      for (const [key, { data }] of Object.entries(expected)) {
        const scale = Math.max(1, ...Array.from(data as Float32Array, Math.abs));
        const errors = Array.from(results[key].data as Float32Array, (value, i) => {
          return Math.abs(value - Number(data[i])) / scale;
        });
        expect(Math.max(...errors), key).toBeLessThan(5e-6);
      }
    } finally {
      await loaded.dispose();
    }
  });
});

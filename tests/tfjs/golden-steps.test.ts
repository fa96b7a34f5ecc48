/** The steps that JAX made (libs/wgan/test/golden), on TensorFlow.js. */
import { describe, expect, it } from 'vitest';
import { testBackends, tfjsOn } from '../../libs/engine/test/support/tfjs-backends.js';
import {
  goldenModels,
  goldenStep,
  programsOf,
  type ProgramName,
} from '../../libs/wgan/test/support/golden.js';

const names: readonly ProgramName[] = ['criticStep', 'generatorStep', 'sample', 'score'];

describe.each(Object.entries(testBackends))('%s', (_name, backend) => {
  describe.each(goldenModels)('%s', (model) => {
    it.each(names)('%s is what JAX computes', async (name) => {
      const { feeds, before, expected } = goldenStep(model, name);
      const loaded = await tfjsOn(backend).load({ [name]: programsOf(model)[name] }, before);
      const results = { ...(await loaded.run(name, feeds)), ...(await loaded.read()) };
      await loaded.dispose();
      for (const [key, { data }] of Object.entries(expected)) {
        const scale = Math.max(1, ...Array.from(data as Float32Array, Math.abs));
        const errors = Array.from(results[key].data as Float32Array, (value, i) => {
          return Math.abs(value - Number(data[i])) / scale;
        });
        expect(Math.max(...errors), key).toBeLessThan(5e-6);
      }
    });
  });
});

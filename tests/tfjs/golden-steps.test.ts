/** The steps that JAX made (libs/wgan/test/golden), on TensorFlow.js. */
import { describe, it } from 'vitest';
import { testBackends, tfjsOn } from '../../libs/engine/test/support/tfjs-backends.js';
import {
  expectGolden,
  goldenModels,
  goldenStep,
  programNames,
  programsOf,
} from '../../libs/wgan/test/support/golden.js';

describe.each(Object.entries(testBackends))('%s', (_name, backend) => {
  describe.each(goldenModels)('%s', (model) => {
    it.each(programNames)('%s is what JAX computes', async (name) => {
      const step = goldenStep(model, name);
      const loaded = await tfjsOn(backend).load({ [name]: programsOf(model)[name] }, step.before);
      const results = { ...(await loaded.run(name, step.feeds)), ...(await loaded.read()) };
      await loaded.dispose();
      expectGolden(results, step, 5e-6);
    });
  });
});

/** The steps that JAX made (libs/wgan/test/golden), on the real engine and so in float32. */
import { describe, it } from 'vitest';
import {
  expectGolden,
  goldenModels,
  goldenStep,
  programNames,
  programsOf,
} from '../../libs/wgan/test/support/golden.js';
import { engine } from './support.js';

describe.each(goldenModels)('%s', (model) => {
  it.each(programNames)('%s is what JAX computes', async (name) => {
    const step = goldenStep(model, name);
    const loaded = await engine.load({ [name]: programsOf(model)[name] }, step.before);
    try {
      expectGolden({ ...(await loaded.run(name, step.feeds)), ...(await loaded.read()) }, step, 5e-6);
    } finally {
      await loaded.dispose();
    }
  });
});

/** Whole training steps against JAX, which made them from the papers (tools/reference/wgan_steps.py), in float64. */
import { describe, expect, it } from 'vitest';
import { expectGolden, goldenModels, goldenStep, programNames, programsOf } from './support/golden.js';
import { runProgram } from './support/run.js';

describe.each(goldenModels)('%s', (name) => {
  it.each(programNames)('%s is what JAX computes', (program) => {
    const step = goldenStep(name, program);
    const { given, expected } = step;
    const results = runProgram(programsOf(name)[program], given);
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, { shape }] of Object.entries(expected)) expect(results[key].shape, key).toEqual(shape);
    // What is left is the rounding of golden values and of constants such as 0.9 to float32.
    expectGolden(results, step, 3e-7);
  });
});

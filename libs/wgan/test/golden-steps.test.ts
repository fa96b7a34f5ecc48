/** Whole training steps against JAX, which made them from the papers (tools/reference/wgan_steps.py), in float64. */
import { describe, expect, it } from 'vitest';
import { goldenModels, goldenStep, programsOf, type ProgramName } from './support/golden.js';
import { runProgram } from './support/run.js';

const names: readonly ProgramName[] = ['criticStep', 'generatorStep', 'sample', 'score'];

describe.each(goldenModels)('%s', (name) => {
  it.each(names)('%s is what JAX computes', (program) => {
    const { given, expected } = goldenStep(name, program);
    const results = runProgram(programsOf(name)[program], given);
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [key, { shape, data }] of Object.entries(expected)) {
      expect(results[key].shape, key).toEqual(shape);
      const scale = Math.max(1, ...Array.from(data as Float32Array, Math.abs));
      const errors = Array.from(results[key].data, (value, i) => Math.abs(value - Number(data[i])) / scale);
      // What is left is the rounding of golden values and of constants such as 0.9 to float32.
      expect(Math.max(...errors), key).toBeLessThan(3e-7);
    }
  });
});

/** Random programs on TensorFlow.js against the reference interpreter: every way in which layouts can meet. */
import { programResults } from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../graph/test/interpret.js';
import { randomProgram } from '../../graph/test/random-graph.js';
import { testBackends, tf, tfjsOn } from './support/tfjs-backends.js';

const programs = env['KANTOR_SLOW'] ? 400 : 30;
const seeds = Array.from({ length: programs }, (_, seed) => seed);

describe.each(Object.entries(testBackends))('%s', (_name, backend) => {
  it(`computes ${programs} random programs with their gradients, and leaves nothing`, async () => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    for (const seed of seeds) {
      const { program, feeds } = randomProgram(seed, 30);
      const expected = interpret(
        programResults(program).map(([, value]) => value),
        feeds,
      );
      const given = [...feeds].map(([name, { shape, data }]) => [name, floats(shape, data as Float32Array)]);
      const loaded = await tfjsOn(backend).load({ program }, {});
      const results = await loaded.run('program', Object.fromEntries(given));
      await loaded.dispose();
      programResults(program).forEach(([name], i) => {
        const { shape, data } = expected[i];
        expect(results[name].shape).toEqual(shape);
        const scale = Math.max(1, ...data.map(Math.abs));
        const errors = data.map((element, j) => Math.abs(Number(results[name].data[j]) - element) / scale);
        // Sums that cancel leave float32 a few digits fewer.
        expect(Math.max(0, ...errors), `${name} of program ${seed}`).toBeLessThan(1e-4);
      });
    }
    expect(tf.memory().numTensors).toBe(before);
  }, 120_000);
});

/** The speed figure: images that the critic saw over the time that the clock says. */
import { ortEngine } from '@kantor/engine/ort';
import { nodeRuntime } from '@kantor/runtime/node';
import { expect, it } from 'vitest';
import { measureSpeed } from '../../src/doctor/measure.js';

const engine = ortEngine(nodeRuntime(), { device: 'cpu', threads: 1, blocked: false });

/** A clock that says these times, and then goes on by a second at each look. */
function clock(...times: number[]): () => number {
  let now = 0;
  return () => (now = times.shift() ?? now + 1000);
}

it('a fast engine is measured in whole batches for a second', async () => {
  // The trial takes 10 ms; then 96 images to a step, 400 ms a step, until a second is over.
  const speed = await measureSpeed(engine, clock(0, 10, 1000, 1400, 1800, 2200, 2200));
  expect(speed).toEqual({ imagesPerSecond: (3 * 96) / 1.2, batchSize: 32 });
});

it('of a slow engine one small step counts', async () => {
  expect(await measureSpeed(engine, clock(0, 4000))).toEqual({ imagesPerSecond: 6 / 4, batchSize: 2 });
});

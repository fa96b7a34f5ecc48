/** Loading and disposing leaves nothing behind: 10 times by default, 200 in the slow lane (KANTOR_SLOW=1). */
import { env } from 'node:process';
import { Sampler } from '@kantor/sampler/node';
import { expect, it } from 'vitest';
import { memoryHeld } from '../../libs/engine/test/support/memory.js';
import { onCpu } from './support/load.js';
import { untrained } from './support/models.js';

const cycles = env['KANTOR_SLOW'] ? 200 : 10;

it(`memory stays flat over ${cycles} loads`, { timeout: 300_000 }, async () => {
  const model = untrained('mnist-wgan-gp');
  const cycle = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const sampler = await Sampler.load(model, onCpu);
      await sampler.sample({ count: 5 });
      await sampler.dispose();
    }
    return memoryHeld();
  };
  const before = await cycle(5); // allocators take their fill
  await cycle(cycles);
  // A model that stayed would hold 0.4 MB, and its session some more.
  const grown = async () => (await memoryHeld()).objects - before.objects;
  await expect.poll(grown, { timeout: 15_000, interval: 200 }).toBeLessThan(3_000_000);
  const { resident } = await memoryHeld();
  expect(resident - before.resident).toBeLessThan(cycles * 200_000 + 20_000_000);
});

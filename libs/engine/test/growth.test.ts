/** Memory stays flat over many runs: 2,000 by default, 10,000 in the slow lane (KANTOR_SLOW=1). */
import { ortWorkerEngine } from '@kantor/engine/node';
import { ortEngine } from '@kantor/engine/ort';
import { add, defineProgram, input, sum } from '@kantor/graph';
import { nodeRuntime } from '@kantor/runtime/node';
import { filled, zeros } from '@kantor/tensor';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { memoryHeld } from './support/memory.js';
import { workerUrl } from './support/worker.js';

const runs = env['KANTOR_SLOW'] ? 10_000 : 2_000;
const size = 4096; // 16 kB
const options = { device: 'cpu', threads: 1 } as const;

it.each([
  ['in this thread', ortEngine(nodeRuntime(), options)],
  ['in a worker', ortWorkerEngine(options, workerUrl)],
])(`memory stays flat over ${runs} runs %s`, async (_where, engine) => {
  const s = input('s', [size]);
  const x = input('x', [size]);
  const program = defineProgram({
    name: 'step',
    feeds: [x],
    state: [{ name: 's', current: s, next: add(s, x) }],
    outputs: { sum: sum(s), s2: add(s, s) },
  });
  const loaded = await engine.load({ program }, { s: zeros('float32', [size]) });
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) await loaded.run('program', { x: filled([size], 1) });
    return memoryHeld();
  };
  const before = await run(1000); // allocators take their fill
  await run(runs);
  expect((await loaded.read())['s'].data[0]).toBe(1000 + runs);
  // Runs that left their feeds behind would hold 33 MB in the short lane, and for good; buffers that another thread
  // frees may take their time on a busy machine.
  const grown = async () => (await memoryHeld()).objects - before.objects;
  await expect.poll(grown, { timeout: 15_000, interval: 200 }).toBeLessThan(6_000_000);
  const { resident } = await memoryHeld();
  await loaded.dispose();
  expect(resident - before.resident).toBeLessThan(30_000_000); // native arenas grow by steps
});

/** One process of the bare runtime: a loop around `session.run` with latents that are there already. */
import { readFileSync } from 'node:fs';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, stream } from '@kantor/tensor';
import type { BareResult, BareRun } from './bare.js';
import { answerAsks } from './worker.js';

const [file, threads, latentSize] = process.argv.slice(2);
const session = await nodeRuntime().open(readFileSync(file), { device: 'cpu', threads: Number(threads) });
const [input] = session.inputNames;

async function run({ batch, seconds }: BareRun): Promise<BareResult> {
  const size = batch * Number(latentSize);
  const feeds = {
    [input]: floats([batch, size / batch], stream(1, 'latent').normal(new Float32Array(size))),
  };
  await session.run(feeds);
  const cpu = process.cpuUsage();
  const start = performance.now();
  let images = 0;
  do {
    await session.run(feeds);
    images += batch;
  } while (performance.now() - start < 1000 * seconds);
  const { user, system } = process.cpuUsage(cpu);
  return { images, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

answerAsks(run);

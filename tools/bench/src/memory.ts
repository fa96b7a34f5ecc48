/** The command `memory`: whether memory stays flat while a small toy trains for many steps. */
import { writeFileSync } from 'node:fs';
import { eightGaussians } from '@kantor/dataset';
import { ortWorkerEngine } from '@kantor/engine/node';
import { findModel } from '@kantor/run';
import { parseModel, type ModelSpec } from '@kantor/spec';
import { createTraining } from '@kantor/wgan';
import { describeMachine, formatMachine } from './machine.js';
import { figure, formatTable } from './table.js';

export interface MemoryFlags {
  readonly json: string | undefined;
  readonly steps: number;
}

interface MemoryRow {
  readonly step: number;
  /** All of the process, native memory included, in MiB. */
  readonly rss: number;
  /** JavaScript objects of the main thread after a collection, in MiB. */
  readonly heap: number;
  /** Buffers of the main thread outside of the heap, in MiB. */
  readonly buffers: number;
}

/** The eight Gaussians with layers of 64 units instead of 512, and batches of 64. */
function narrowToy(): ModelSpec {
  const { generator, critic, training, ...rest } = findModel('eight-gaussians');
  const narrow = (network: ModelSpec['critic']) => ({
    ...network,
    layers: network.layers.map((layer) =>
      layer.kind === 'dense' && layer.units > 64 ? { ...layer, units: 64 } : layer,
    ),
  });
  return parseModel({
    ...rest,
    generator: narrow(generator),
    critic: narrow(critic),
    training: { ...training, batchSize: 64, criticSteps: 1 },
  });
}

function look(step: number): MemoryRow {
  const mebibytes = (bytes: number) => bytes / 2 ** 20;
  globalThis.gc?.();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    step,
    rss: mebibytes(rss),
    heap: mebibytes(heapUsed),
    buffers: mebibytes(external + arrayBuffers),
  };
}

export async function memory({ steps, json }: MemoryFlags): Promise<void> {
  const machine = describeMachine();
  process.stdout.write(`${formatMachine(machine)}\n\n`);
  const spec = narrowToy();
  const training = await createTraining({
    spec,
    seed: 1,
    engine: ortWorkerEngine({ device: 'cpu', threads: 1 }),
    source: eightGaussians(1),
    steps,
  });
  const every = Math.max(1, Math.floor(steps / 10));
  const rows: MemoryRow[] = [];
  for (let step = 1; step <= steps; step++) {
    await training.step();
    if (step % every === 0) rows.push(look(step));
  }
  await training.dispose();

  // The first tenth warms up: compiled code, the allocators' pools.
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const cells = rows.map(({ step, rss, heap, buffers }) => [
    String(step),
    figure(rss),
    figure(heap, 2),
    figure(buffers, 2),
  ]);
  const growth = [
    `growth after step ${first.step}`,
    figure(last.rss - first.rss),
    figure(last.heap - first.heap, 2),
    figure(last.buffers - first.buffers, 2),
  ];
  const table = formatTable(['step', 'RSS MiB', 'heap MiB', 'buffers MiB'], [...cells, growth]);
  process.stdout.write(`Eight Gaussians, 64 units, engine in its worker thread\n${table}\n`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}

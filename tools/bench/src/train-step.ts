/** The command `train-step`: every figure of a training step, in one run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openDataset } from '@kantor/dataset/node';
import { findModel } from '@kantor/run';
import { measureHostCost, type HostCost } from './host-cost.js';
import { describeMachine, formatMachine } from './machine.js';
import { measureSteps } from './measure-steps.js';
import { batchSize, benchModel, methods } from './networks.js';
import { formatHost, formatPeers, formatSteps, formatThroughput } from './report.js';
import { measureThroughput, type Throughput } from './throughput.js';

export interface TrainStepFlags {
  readonly json: string | undefined;
  readonly quick: boolean;
  readonly peers: boolean;
  /** Microseconds that idle threads wait in a loop; the runtime library's default if undefined. */
  readonly spin: number | undefined;
  /** Whether convolutions may be lowered to blocks. */
  readonly blocked: boolean;
  readonly threads: readonly number[];
  readonly filters: readonly number[];
}

/** What users run first. */
const shippedModel = 'mnist-wgan-gp';

async function measureLoops({ threads, filters, quick, spin, blocked }: TrainStepFlags) {
  const shipped = findModel(shippedModel);
  const source = await openDataset(shipped.data, { seed: 1 });
  const specs = [shipped, ...filters.flatMap((width) => methods.map((method) => benchModel(method, width)))];
  const host: HostCost[] = [];
  for (const spec of specs) {
    // A step of the large models takes a second, and the host's part of it hardly varies.
    const steps = quick ? 2 : spec === shipped ? 40 : 5;
    host.push(await measureHostCost(spec, source, { threads: 1, steps }));
  }
  const throughput: Throughput[] = [];
  for (const count of threads) {
    throughput.push(
      await measureThroughput(shipped, source, { threads: count, spin, blocked, steps: quick ? 5 : 60 }),
    );
  }
  return { host, throughput };
}

export async function trainStep(flags: TrainStepFlags): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
  const machine = describeMachine();
  say(formatMachine(machine));
  const rounds = flags.quick ? { rounds: 2, runsPerTurn: 1 } : { rounds: 9, runsPerTurn: 2 };
  const figures = await measureSteps({ ...flags, ...rounds });
  say(formatSteps(figures));
  const { host, throughput } = await measureLoops(flags);
  say(formatHost(host));
  say(formatThroughput(throughput));
  const peers = flags.peers ? await measureTensorFlow(flags) : undefined;
  if (peers) say(formatPeers(peers.rows, figures.steps, peers.version));
  if (flags.json === undefined) return;
  const file = resolve(flags.json);
  mkdirSync(dirname(file), { recursive: true });
  const all = {
    machine,
    batchSize,
    spin: flags.spin,
    blocked: flags.blocked,
    ...rounds,
    ...figures,
    host,
    throughput,
    ...(peers ? { peers } : {}),
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  say(`Written to ${file}`);
}

async function measureTensorFlow({ filters, quick }: TrainStepFlags) {
  const { measurePeers, tfjsVersion } = await import('./tfjs/peers.js');
  const widths = quick ? filters.slice(0, 1) : filters;
  const rows = await measurePeers(methods, widths, { batch: 2, runs: quick ? 1 : 2 });
  return { version: tfjsVersion, rows };
}

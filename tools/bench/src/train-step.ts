/** The command `train-step`: every figure of a training step, in one run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openDataset } from '@kantor/dataset/node';
import { findModel } from '@kantor/run';
import { findEngines, ortCpu, type BenchEngines } from './engines.js';
import { measureHostCost, type HostCost } from './host-cost.js';
import { describeMachine, formatMachine } from './machine.js';
import { measureEngines } from './measure-engines.js';
import { measureSteps } from './measure-steps.js';
import { batchSize, benchModel, methods } from './networks.js';
import { formatEngines, formatKernels } from './report-engines.js';
import { formatHost, formatSteps, formatThroughput } from './report.js';
import { measureKernels } from './tfjs/kernels.js';
import { loadNative, stockSteps } from './tfjs/stock.js';
import { measureThroughput, type Throughput } from './throughput.js';

export interface TrainStepFlags {
  readonly json: string | undefined;
  readonly quick: boolean;
  /** Whether TensorFlow.js is measured too. */
  readonly tfjs: boolean;
  /** Microseconds that idle threads wait in a loop; the runtime library's default if undefined. */
  readonly spin: number | undefined;
  /** Whether convolutions may be lowered to blocks. */
  readonly blocked: boolean;
  readonly threads: readonly number[];
  readonly filters: readonly number[];
}

/** What users run first. */
const shippedModel = 'mnist-wgan-gp';

async function measureLoops({ here }: BenchEngines, flags: TrainStepFlags) {
  const { threads, filters, quick, spin, blocked } = flags;
  const shipped = findModel(shippedModel);
  const source = await openDataset(shipped.data, { seed: 1 });
  const specs = [shipped, ...filters.flatMap((width) => methods.map((method) => benchModel(method, width)))];
  const host: HostCost[] = [];
  for (const spec of specs) {
    // A step of the large models takes a second, and the host's part of it hardly varies.
    const steps = quick ? 2 : spec === shipped ? 40 : 5;
    host.push(await measureHostCost(spec, source, { threads: 1, steps }));
  }
  const limits = quick ? { steps: 5, seconds: 2 } : { steps: 60, seconds: 10 };
  const throughput: Throughput[] = [];
  for (const { engine, threads: own } of here) {
    throughput.push(await measureThroughput(shipped, source, engine, { threads: own, ...limits }));
  }
  for (const count of threads.slice(1)) {
    const engine = ortCpu(count, { spin, blocked });
    throughput.push(await measureThroughput(shipped, source, engine, { threads: count, ...limits }));
  }
  return { host, throughput };
}

async function measureTensorFlow(
  engines: BenchEngines,
  { threads: [threads], filters, quick }: TrainStepFlags,
) {
  const native = await loadNative(threads);
  const others = native ? [stockSteps(native)] : [];
  const rounds = quick ? { rounds: 1, runsPerTurn: 1 } : { rounds: 7, runsPerTurn: 2 };
  const compared = await measureEngines(engines, others, { threads, filters, ...rounds });
  const kernels = native ? await measureKernels(native, { filters, runs: quick ? 1 : 15 }) : [];
  return { compared, kernels };
}

export async function trainStep(flags: TrainStepFlags): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
  const machine = describeMachine();
  say(formatMachine(machine));
  const rounds = flags.quick ? { rounds: 2, runsPerTurn: 1 } : { rounds: 9, runsPerTurn: 2 };
  const figures = await measureSteps({ ...flags, ...rounds });
  say(formatSteps(figures));
  const engines = await findEngines(flags.threads[0], flags);
  const tensorflow = flags.tfjs ? await measureTensorFlow(engines, flags) : undefined;
  if (tensorflow) say(`${formatEngines(tensorflow.compared)}\n\n${formatKernels(tensorflow.kernels)}`);
  const { host, throughput } = await measureLoops(engines, flags);
  say(formatHost(host));
  say(formatThroughput(throughput));
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
    ...tensorflow,
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  say(`Written to ${file}`);
}

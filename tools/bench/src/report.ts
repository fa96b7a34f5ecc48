/** The figures of `train-step` as text for a terminal. */
import type { HostCost } from './host-cost.js';
import type { StepFigures } from './measure-steps.js';
import { batchSize } from './networks.js';
import { figure, formatTable, percent, threadsOf } from './table.js';
import type { Throughput } from './throughput.js';

export const programNames = { criticStep: 'critic', generatorStep: 'generator' } as const;

export function formatSteps({ steps, matmul }: StepFigures): string {
  const products = formatTable(
    ['2048³ matmul', 'ms', 'GFLOP/s', 'on processors'],
    matmul.map(({ threads, milliseconds, gigaPerSecond, busy }) => [
      threadsOf(threads),
      figure(milliseconds),
      figure(gigaPerSecond),
      percent(busy),
    ]),
  );
  const rows = formatTable(
    ['step', 'filters', 'threads', 'GFLOP', 'ms', 'GFLOP/s', 'of matmul', 'by CPU time', 'on processors'],
    steps.map((row) => [
      `${row.method} ${programNames[row.program]}`,
      `${row.filters}/${2 * row.filters}`,
      String(row.threads),
      figure(row.gigaOperations, 2),
      figure(row.milliseconds),
      figure(row.gigaPerSecond),
      percent(row.ratio),
      percent(row.cpuRatio),
      percent(row.busy),
    ]),
  );
  return (
    `Training steps, batch ${batchSize}, medians of the rounds. "on processors" is the part of the time that the threads\n` +
    'had them: where it is low, other processes were at work, and "by CPU time" compares without their turns.\n' +
    `${rows}\n\n${products}`
  );
}

export function formatHost(costs: readonly HostCost[]): string {
  const rows = costs.map((cost) => [
    cost.name,
    String(cost.programRuns),
    figure(cost.sessionMs),
    figure(cost.hostMs, 2),
    figure(cost.messageMs, 2),
    percent(cost.share, 1),
  ]);
  const heading = ['model', 'runs', 'runtime ms', 'data, noise, state ms', 'messages ms', 'host'];
  return (
    'Host cost of one training step: its critic steps and its generator step, CPU time on one thread\n' +
    formatTable(heading, rows)
  );
}

export function formatThroughput(rows: readonly Throughput[]): string {
  return (
    'Training as users run it\n' +
    formatTable(
      ['model', 'engine', 'threads', 'generator steps/s', 'images/s'],
      rows.map(({ name, engine, threads, stepsPerSecond, imagesPerSecond }) => [
        name,
        engine,
        String(threads),
        figure(stepsPerSecond, 2),
        figure(imagesPerSecond, 0),
      ]),
    )
  );
}

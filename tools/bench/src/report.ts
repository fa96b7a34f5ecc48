/** The figures of `train-step` as text for a terminal. */
import type { HostCost } from './host-cost.js';
import type { StepFigures, StepRow } from './measure-steps.js';
import { batchSize } from './networks.js';
import { median } from './statistics.js';
import { figure, formatTable, percent } from './table.js';
import type { PeerRow } from './tfjs/peers.js';
import type { Throughput } from './throughput.js';

const programNames = { criticStep: 'critic', generatorStep: 'generator' } as const;

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

function threadsOf(threads: number): string {
  return `${threads} thread${threads === 1 ? '' : 's'}`;
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
      ['model', 'threads', 'generator steps/s', 'images/s'],
      rows.map(({ name, threads, stepsPerSecond, imagesPerSecond }) => [
        name,
        String(threads),
        figure(stepsPerSecond, 2),
        figure(imagesPerSecond, 0),
      ]),
    )
  );
}

/** Our processor milliseconds for one image, at the fewest threads measured: the peers have one thread. */
function ownPerImage(steps: readonly StepRow[], peer: PeerRow): number | undefined {
  const same = steps.filter(
    ({ method, filters, program }) =>
      method === peer.method && filters === peer.filters && program === peer.program,
  );
  const own = same.sort((a, b) => a.threads - b.threads)[0];
  return own && median(own.rounds.map(({ cpu }) => cpu)) / batchSize;
}

export function formatPeers(peers: readonly PeerRow[], steps: readonly StepRow[], version: string): string {
  const ran = peers.filter(({ milliseconds }) => milliseconds !== undefined);
  const failed = peers.filter(({ reason }) => reason !== undefined);
  const name = ({ backend, method, program, leakyRelu }: PeerRow) =>
    `${backend}, ${method} ${programNames[program]}${leakyRelu === 'relu' ? ', leakyRelu by relu' : ''}`;
  const table = formatTable(
    ['TensorFlow.js', 'filters', 'batch', 'CPU ms', 'ms/image', 'ours ms/image', 'ours faster by'],
    ran.map((peer) => {
      const perImage = (peer.milliseconds ?? Number.NaN) / peer.batch;
      const own = ownPerImage(steps, peer);
      return [
        name(peer),
        `${peer.filters}/${2 * peer.filters}`,
        String(peer.batch),
        figure(peer.milliseconds, 0),
        figure(perImage, 1),
        figure(own, 2),
        own === undefined ? '–' : `${figure(perImage / own, 0)}x`,
      ];
    }),
  );
  const reasons = [...new Set(failed.map((peer) => `  ${name(peer)}: ${peer.reason}`))];
  const cannot = reasons.length === 0 ? '' : `\nDoes not run:\n${reasons.join('\n')}`;
  return `The same networks in TensorFlow.js ${version}, one thread\n${table}${cannot}`;
}

/** The figures of engines beside each other as text for a terminal. */
import type { EngineFigures } from './measure-engines.js';
import { programNames } from './report.js';
import { figure, formatTable, percent, threadsOf } from './table.js';
import type { KernelCost } from './tfjs/kernels.js';

const nameOf = ({ method, program }: Pick<KernelCost, 'method' | 'program'>): string =>
  `${method} ${programNames[program]}`;
const widthOf = ({ filters }: Pick<KernelCost, 'filters'>): string => `${filters}/${2 * filters}`;

export function formatEngines({ rows, threads, absent }: EngineFigures): string {
  const table = formatTable(
    [
      'step',
      'filters',
      'engine',
      'batch',
      'ms',
      'CPU ms',
      'CPU ms/sample',
      'ort-cpu faster by',
      'by CPU time',
    ],
    rows.map((row) => [
      nameOf(row),
      widthOf(row),
      row.engine,
      String(row.batch),
      figure(row.milliseconds),
      figure(row.cpuMilliseconds),
      figure(row.cpuMilliseconds / row.batch, 2),
      `${figure(row.ratio)}x`,
      `${figure(row.cpuRatio)}x`,
    ]),
  );
  const missing = absent.map(({ name, reason }) => `\n  ${name}: ${reason}`).join('');
  return (
    `The same steps on every engine, ${threadsOf(threads)} (tfjs-wasm and tfjs-cpu have one), medians of the rounds\n` +
    `${table}${missing === '' ? '' : `\nNot here:${missing}`}`
  );
}

export function formatKernels(costs: readonly KernelCost[]): string {
  const rows = costs.map((cost) => [
    nameOf(cost),
    widthOf(cost),
    String(cost.kernels),
    figure(cost.milliseconds),
    figure(cost.kernelMilliseconds),
    percent(cost.overhead, 1),
  ]);
  return (
    'What comes on top of the kernels in a step on tfjs-node: TensorFlow.js, our interpreter, feeds and results\n' +
    formatTable(['step', 'filters', 'kernels', 'ms', 'in kernels', 'on top'], rows)
  );
}

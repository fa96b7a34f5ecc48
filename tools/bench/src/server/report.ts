/** The figures of `server` as text for a terminal. */
import { figure, formatTable, percent } from '../table.js';
import type { ModelFigures } from './measure.js';
import { control } from './control.js';
import { ours } from './ours.js';
import { cellName, pacedPart } from './plan.js';
import {
  loadName,
  ratioOf,
  summarize,
  summarizeBare,
  summarizeCeiling,
  type CellLoad,
  type ClosedRow,
  type ServerSummary,
} from './summary.js';
import type { Target } from './targets.js';

const rate = (imagesPerSecond: number): string => figure(imagesPerSecond, imagesPerSecond < 100 ? 1 : 0);
const times = (value: number): string => (Number.isNaN(value) ? '–' : `${figure(value, 2)}x`);

function formatBare({ bare }: ModelFigures): string {
  const rows = summarizeBare(bare).map(({ batch, workers, threads, imagesPerSecond, cpuPerThousand }) => [
    String(batch),
    `${workers} x ${threads}`,
    rate(imagesPerSecond),
    figure(cpuPerThousand, 3),
  ]);
  return `The bare runtime\n${formatTable(['batch', 'processes x threads', 'images/s', 'CPU s'], rows)}`;
}

const none = '–';

const loadHeading = [
  'each request, requests',
  'load',
  'server',
  'images/s',
  'of bare',
  'of ceiling',
  'ours',
  'CPU s',
  'p50 ms',
  'p99 ms',
  'failed',
  'busy',
];

function formatRow(figures: ModelFigures, row: ClosedRow): readonly string[] {
  return [
    cellName(row.cell),
    row.by,
    row.name,
    rate(row.imagesPerSecond),
    percent(row.ofBare, 1),
    percent(row.ofCeiling, 1),
    row.name === ours.name ? none : times(ratioOf(figures, ours.name, row.name, row)),
    figure(row.cpuPerThousand, 3),
    figure(row.p50),
    figure(row.p99),
    String(row.failures),
    percent(row.busy),
  ];
}

/** Nothing where the control or the bare runtime was left out. */
function formatCeiling(figures: ModelFigures, load: CellLoad): readonly (readonly string[])[] {
  const { cell, by, imagesPerSecond, ofBare } = summarizeCeiling(figures, load);
  if (Number.isNaN(imagesPerSecond)) return [];
  return [
    [
      cellName(cell),
      by,
      'ceiling',
      rate(imagesPerSecond),
      percent(ofBare, 1),
      ...loadHeading.slice(5).map(() => none),
    ],
  ];
}

/** Load by load, all servers and what they could reach. */
function formatLoads(figures: ModelFigures, servers: readonly ServerSummary[]): string {
  const all = servers.flatMap(({ rows }) => rows);
  const loads = new Map(all.map(({ cell, by }) => [loadName({ cell, by }), { cell, by }]));
  const rows = [...loads].flatMap(([name, load]) => [
    ...all.filter((row) => loadName(row) === name).map((row) => formatRow(figures, row)),
    ...formatCeiling(figures, load),
  ]);
  return `As fast as answers come\n${formatTable(loadHeading, rows)}`;
}

function formatPaced(servers: readonly ServerSummary[]): string {
  const rows = servers.flatMap(({ name, paced }) =>
    paced === undefined
      ? []
      : [
          [
            name,
            rate(paced.imagesPerSecond),
            figure(paced.p50),
            figure(paced.p99),
            times(paced.p99 / paced.p50),
            String(paced.failures),
          ],
        ],
  );
  return (
    `At ${percent(pacedPart)} of what each took with 64 at once, one image a request, evenly spaced; ${control.name} at the rate of ${ours.name}\n` +
    formatTable(['server', 'requests/s', 'p50 ms', 'p99 ms', 'p99/p50', 'failed'], rows)
  );
}

function formatStarts(servers: readonly ServerSummary[]): string {
  const rows = servers
    .filter(({ name }) => name !== control.name)
    .map(({ name, startSeconds, loopDelay }) => [
      name,
      figure(startSeconds, 2),
      figure(loopDelay === undefined ? undefined : 1000 * loopDelay),
    ]);
  return formatTable(['server', 'start to ready s', 'loop delay p99 ms'], rows);
}

/** All tables of one model. */
export function formatModel(figures: ModelFigures): string {
  const servers = summarize(figures);
  const absent = figures.absent.map(
    ({ name, reason }) => `\n  ${name}: ${reason.replaceAll('\n', '\n    ')}`,
  );
  return [
    `## ${figures.model}`,
    ...(figures.bare.length === 0 ? [] : [formatBare(figures)]),
    ...(servers.length === 0
      ? []
      : [formatLoads(figures, servers), formatPaced(servers), formatStarts(servers)]),
    ...(absent.length === 0 ? [] : [`Not here:${absent.join('')}`]),
  ].join('\n\n');
}

const answers = { true: 'met', false: 'NOT MET', undefined: 'not measured' } as const;

export function formatTargets(model: string, targets: readonly Target[]): string {
  const rows = targets.map(({ what, wanted, measured, beside, met }) => [
    what,
    wanted,
    measured,
    answers[`${met}`],
    beside,
  ]);
  return `Targets of our server, ${model}\n${formatTable(['', 'wanted', 'measured', '', 'beside it'], rows)}`;
}

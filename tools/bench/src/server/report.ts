/** The figures of `server` as text for a terminal. */
import { figure, formatTable, percent } from '../table.js';
import type { ModelFigures } from './measure.js';
import { ours } from './ours.js';
import { cellName, pacedPart } from './plan.js';
import { ratioOf, summarize, summarizeBare, type Row, type ServerSummary } from './summary.js';
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

function formatLoads(figures: ModelFigures, servers: readonly ServerSummary[]): string {
  const cell = (row: Row): readonly string[] => [
    cellName(row.cell),
    row.name,
    rate(row.imagesPerSecond),
    percent(row.ofBare, 1),
    row.name === ours.name ? '–' : times(ratioOf(figures, ours.name, row.name, row.cell)),
    figure(row.cpuPerThousand, 3),
    figure(row.p50),
    figure(row.p99),
    String(row.failures),
    percent(row.busy),
  ];
  const names = [...new Set(servers.flatMap(({ rows }) => rows.map((row) => cellName(row.cell))))];
  const rows = names.flatMap((name) =>
    servers.flatMap((server) => server.rows.filter((row) => cellName(row.cell) === name)).map(cell),
  );
  const heading = [
    'each request, requests',
    'server',
    'images/s',
    'of bare',
    'ours',
    'CPU s',
    'p50 ms',
    'p99 ms',
  ];
  return `As fast as answers come\n${formatTable([...heading, 'failed', 'load'], rows)}`;
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
    `At ${percent(pacedPart)} of what each took with 64 at once, one image a request, evenly spaced\n` +
    formatTable(['server', 'requests/s', 'p50 ms', 'p99 ms', 'p99/p50', 'failed'], rows)
  );
}

function formatStarts(servers: readonly ServerSummary[]): string {
  const rows = servers.map(({ name, startSeconds, loopDelay }) => [
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
  const rows = targets.map(({ what, wanted, measured, met }) => [what, wanted, measured, answers[`${met}`]]);
  return `Targets of our server, ${model}\n${formatTable(['', 'wanted', 'measured', ''], rows)}`;
}

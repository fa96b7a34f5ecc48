/** What the rounds of one model come to: medians, and ratios of what was measured in the same round. */
import { median, pairedRatio } from '../statistics.js';
import type { BareFigures } from './bare.js';
import type { ModelFigures, ServerRounds } from './measure.js';
import { bareBatch, cellName, type Cell } from './plan.js';
import type { CellFigures, Turn } from './turn.js';

export interface Row {
  readonly name: string;
  readonly cell: Cell;
  readonly imagesPerSecond: number;
  /** Of the bare runtime in batches of what is under way at once; NaN if it was left out. */
  readonly ofBare: number;
  readonly cpuPerThousand: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** Part of a core that making the load took. */
  readonly busy: number;
}

export interface ServerSummary {
  readonly name: string;
  readonly startSeconds: number;
  readonly loopDelay: number | undefined;
  readonly rows: readonly Row[];
  /** At a fixed rate. */
  readonly paced: Row | undefined;
}

export interface BareRow {
  readonly batch: number;
  readonly workers: number;
  readonly threads: number;
  readonly imagesPerSecond: number;
  readonly cpuPerThousand: number;
}

/**
 * Images a second of the bare runtime in the best layout for a batch size. One connection has one request under way,
 * which one process serves, so that several processes are no yardstick for it.
 */
function bestBare(figures: readonly BareFigures[], cell: Cell): number {
  const fit = figures.filter(
    ({ batch, layout }) => batch === bareBatch(cell) && (cell.connections > 1 || layout.workers === 1),
  );
  return fit.length === 0 ? Number.NaN : Math.max(...fit.map(({ imagesPerSecond }) => imagesPerSecond));
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

function rowOf(
  name: string,
  cells: readonly CellFigures[],
  bare: readonly (readonly BareFigures[])[],
): Row | undefined {
  if (cells.length === 0) return undefined;
  const [{ cell }] = cells;
  const of = (key: Exclude<keyof CellFigures, 'cell'>): number =>
    median(cells.map((figures) => figures[key]));
  const paired = bare.length === cells.length;
  return {
    name,
    cell,
    imagesPerSecond: of('imagesPerSecond'),
    ofBare: paired
      ? pairedRatio(
          cells.map(({ imagesPerSecond }) => imagesPerSecond),
          bare.map((figures) => bestBare(figures, cell)),
        )
      : Number.NaN,
    cpuPerThousand: of('cpuPerThousand'),
    p50: of('p50'),
    p99: of('p99'),
    failures: cells.reduce((sum, { failures }) => sum + failures, 0),
    busy: of('busy'),
  };
}

const cellOf = (turn: Turn, cell: Cell): CellFigures | undefined =>
  turn.cells.find((figures) => cellName(figures.cell) === cellName(cell));

function summarizeServer({ name, turns }: ServerRounds, { bare }: ModelFigures): ServerSummary {
  const delays = turns.map(({ loopDelay }) => loopDelay).filter(isPresent);
  const cells = turns[0]?.cells.map(({ cell }) => cell) ?? [];
  const rows = cells.map((cell) =>
    rowOf(name, turns.map((turn) => cellOf(turn, cell)).filter(isPresent), bare),
  );
  return {
    name,
    startSeconds: median(turns.map(({ startSeconds }) => startSeconds)),
    loopDelay: delays.length === 0 ? undefined : median(delays),
    rows: rows.filter(isPresent),
    paced: rowOf(name, turns.map(({ paced }) => paced).filter(isPresent), []),
  };
}

export function summarize(figures: ModelFigures): readonly ServerSummary[] {
  return figures.servers.map((server) => summarizeServer(server, figures));
}

export function summarizeBare(bare: ModelFigures['bare']): readonly BareRow[] {
  const [first = []] = bare;
  return first.map(({ batch, layout }, i) => ({
    batch,
    ...layout,
    imagesPerSecond: median(bare.map((round) => round[i].imagesPerSecond)),
    cpuPerThousand: median(bare.map((round) => round[i].cpuPerThousand)),
  }));
}

/** How many times the images a second of `b` those of `a` are, round by round; NaN where either was not measured. */
export function ratioOf(figures: ModelFigures, a: string, b: string, cell: Cell): number {
  const [ofA, ofB] = [a, b].map((name) => {
    const turns = figures.servers.find((server) => server.name === name)?.turns ?? [];
    return turns.map((turn) => cellOf(turn, cell)?.imagesPerSecond ?? Number.NaN);
  });
  return ofA.length === ofB.length ? pairedRatio(ofA, ofB) : Number.NaN;
}

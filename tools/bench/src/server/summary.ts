/** What the rounds of one model come to: medians, and ratios of what was measured in the same round. */
import { median, pairedRatio } from '../statistics.js';
import type { BareFigures } from './bare.js';
import { ceilingOf } from './ceiling.js';
import { control } from './control.js';
import type { ModelFigures, ServerRounds } from './measure.js';
import { bareBatch, cellName, type Cell } from './plan.js';
import type { CellFigures, LoadName, Turn } from './turn.js';

/** A cell, and what made its load. */
export interface CellLoad {
  readonly cell: Cell;
  readonly by: LoadName;
}

export interface Row extends CellLoad {
  readonly name: string;
  readonly imagesPerSecond: number;
  readonly cpuPerThousand: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  /** Part of a core that making the load took. */
  readonly busy: number;
}

export interface ClosedRow extends Row {
  /** Of the bare runtime in batches of what is under way at once; NaN if it was left out. */
  readonly ofBare: number;
  /** Of {@link Ceiling}; NaN where there is none, and for the control, which it is made of. */
  readonly ofCeiling: number;
}

/** What any server in Node could reach under a load. */
export interface Ceiling extends CellLoad {
  readonly imagesPerSecond: number;
  readonly ofBare: number;
}

export interface ServerSummary {
  readonly name: string;
  readonly startSeconds: number;
  readonly loopDelay: number | undefined;
  readonly rows: readonly ClosedRow[];
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

export const loadName = ({ cell, by }: CellLoad): string => `${cellName(cell)}, ${by}`;

const cellOf = (turn: Turn, load: CellLoad): CellFigures | undefined =>
  turn.cells.find((figures) => loadName(figures) === loadName(load));

/** Images a second of each round; NaN in one where the load was not made. */
function roundsOf({ servers }: ModelFigures, name: string, load: CellLoad): readonly number[] {
  const turns = servers.find((server) => server.name === name)?.turns ?? [];
  return turns.map((turn) => cellOf(turn, load)?.imagesPerSecond ?? Number.NaN);
}

const bareRounds = ({ bare }: ModelFigures, { cell }: CellLoad): readonly number[] =>
  bare.map((figures) => bestBare(figures, cell));

function ceilingRounds(figures: ModelFigures, load: CellLoad): readonly number[] {
  const bare = bareRounds(figures, load);
  return roundsOf(figures, control.name, load).map((rate, i) => ceilingOf(rate, bare[i] ?? Number.NaN));
}

/** NaN where one side was not measured. */
const ratio = (a: readonly number[], b: readonly number[]): number =>
  a.length === b.length ? pairedRatio(a, b) : Number.NaN;

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;

function rowOf(name: string, cells: readonly CellFigures[]): Row | undefined {
  if (cells.length === 0) return undefined;
  const [{ cell, by }] = cells;
  const of = (key: Exclude<keyof CellFigures, 'cell' | 'by'>): number =>
    median(cells.map((figures) => figures[key]));
  return {
    name,
    cell,
    by,
    imagesPerSecond: of('imagesPerSecond'),
    cpuPerThousand: of('cpuPerThousand'),
    p50: of('p50'),
    p99: of('p99'),
    failures: cells.reduce((sum, { failures }) => sum + failures, 0),
    busy: of('busy'),
  };
}

function summarizeServer({ name, turns }: ServerRounds, figures: ModelFigures): ServerSummary {
  const delays = turns.map(({ loopDelay }) => loopDelay).filter(isPresent);
  const rows = (turns[0]?.cells ?? []).map((load) => {
    const row = rowOf(name, turns.map((turn) => cellOf(turn, load)).filter(isPresent));
    if (row === undefined) return undefined;
    const rounds = roundsOf(figures, name, load);
    const ofCeiling = name === control.name ? Number.NaN : ratio(rounds, ceilingRounds(figures, load));
    return { ...row, ofBare: ratio(rounds, bareRounds(figures, load)), ofCeiling };
  });
  return {
    name,
    startSeconds: median(turns.map(({ startSeconds }) => startSeconds)),
    loopDelay: delays.length === 0 ? undefined : median(delays),
    rows: rows.filter(isPresent),
    paced: rowOf(name, turns.map(({ paced }) => paced).filter(isPresent)),
  };
}

export function summarize(figures: ModelFigures): readonly ServerSummary[] {
  return figures.servers.map((server) => summarizeServer(server, figures));
}

/** NaN where the control or the bare runtime was left out. */
export function summarizeCeiling(figures: ModelFigures, { cell, by }: CellLoad): Ceiling {
  const rounds = ceilingRounds(figures, { cell, by });
  const ofBare = ratio(rounds, bareRounds(figures, { cell, by }));
  return { cell, by, imagesPerSecond: median(rounds), ofBare };
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
export function ratioOf(figures: ModelFigures, a: string, b: string, load: CellLoad): number {
  return ratio(roundsOf(figures, a, load), roundsOf(figures, b, load));
}

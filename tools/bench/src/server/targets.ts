/** What our server is meant to reach, beside what was measured. */
import { figure, percent } from '../table.js';
import type { ModelFigures } from './measure.js';
import { ours, oursUnbatched } from './ours.js';
import { peerNames } from './peers.js';
import { cellName, describePayload, fullLoad } from './plan.js';
import { control } from './control.js';
import { ratioOf, summarize, summarizeCeiling, type CellLoad, type ClosedRow, type Row } from './summary.js';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** What stands beside it to compare with, such as the most that can be reached; empty if nothing does. */
  readonly beside: string;
  /** Undefined where it was not measured. */
  readonly met: boolean | undefined;
}

/** NaN is what was not measured. */
function target(what: string, wanted: string, value: number, shown: string, met: boolean): Target {
  return Number.isNaN(value)
    ? { what, wanted, measured: '–', beside: '', met: undefined }
    : { what, wanted, measured: shown, beside: '', met };
}

/** With something to compare with; NaN is what was not measured. */
const besides = (target: Target, value: number, shown: string): Target =>
  Number.isNaN(value) ? target : { ...target, beside: shown };

const atLeastPart = (what: string, value: number, least: number): Target =>
  target(what, `≥ ${percent(least)}`, value, percent(value), value >= least);

const atLeastTimes = (what: string, value: number, least: number): Target =>
  target(what, `≥ ${least}x`, value, `${figure(value, 2)}x`, value >= least);

const leastOfBare = { binary: 0.9, png: 0.75 } as const;

/** Times the images a second of a peer's best variant; NaN if none was measured. */
function besideBest(figures: ModelFigures, peer: string, load: CellLoad): number {
  const variants = figures.servers.filter(({ name }) => name.startsWith(peer));
  const ratios = variants.map(({ name }) => ratioOf(figures, ours.name, name, load));
  return ratios.length === 0 ? Number.NaN : Math.min(...ratios);
}

function throughput(figures: ModelFigures, { cell, by, ofBare }: ClosedRow): readonly Target[] {
  const where = `${describePayload(cell)} a request, ${cell.connections} at once, ${by}`;
  const ceiling = summarizeCeiling(figures, { cell, by }).ofBare;
  const bare = besides(
    atLeastPart(`of the bare runtime's images/s: ${where}`, ofBare, leastOfBare[cell.format]),
    ceiling,
    `ceiling ${percent(ceiling, 1)}`,
  );
  if (cell.format === 'png') return [bare];
  const beside = peerNames.map((peer) =>
    atLeastTimes(`images/s of ${peer}: ${where}`, besideBest(figures, peer, { cell, by }), 2),
  );
  if (cellName(cell) !== cellName(fullLoad)) return [bare, ...beside];
  const batching = ratioOf(figures, ours.name, oursUnbatched.name, { cell, by });
  return [bare, ...beside, atLeastTimes(`images/s without batching: ${where}`, batching, 2)];
}

const spreadOf = (paced: Row | undefined): number =>
  paced === undefined ? Number.NaN : paced.p99 / paced.p50;

/** All targets for one model; undefined if our server was not measured with it. */
export function targetsOf(figures: ModelFigures): readonly Target[] | undefined {
  const servers = summarize(figures);
  const own = servers.find(({ name }) => name === ours.name);
  if (own === undefined) return undefined;
  const empty = servers.find(({ name }) => name === control.name)?.paced;
  const full = own.rows.filter(({ cell }) => cell.connections === fullLoad.connections);
  const [spread, emptySpread] = [own.paced, empty].map(spreadOf);
  const delay = 1000 * (own.loopDelay ?? Number.NaN);
  const { startSeconds } = own;
  return [
    ...full.flatMap((row) => throughput(figures, row)),
    besides(
      target('p99 of p50 at 70 % of capacity', '≤ 2x', spread, `${figure(spread, 2)}x`, spread <= 2),
      emptySpread,
      `${control.name}: ${figure(emptySpread, 2)}x`,
    ),
    target('event loop delay, p99, under full load', '< 20 ms', delay, `${figure(delay)} ms`, delay < 20),
    target('start to ready', '≤ 2 s', startSeconds, `${figure(startSeconds, 2)} s`, startSeconds <= 2),
  ];
}

/** What our server is meant to reach, beside what was measured. */
import { figure, percent } from '../table.js';
import type { ModelFigures } from './measure.js';
import { ours, oursUnbatched } from './ours.js';
import { peerNames } from './peers.js';
import { cellName, describePayload, fullLoad, type Cell } from './plan.js';
import { ratioOf, summarize, type Row } from './summary.js';

export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  /** Undefined where it was not measured. */
  readonly met: boolean | undefined;
}

/** NaN is what was not measured. */
function target(what: string, wanted: string, value: number, shown: string, met: boolean): Target {
  return Number.isNaN(value)
    ? { what, wanted, measured: '–', met: undefined }
    : { what, wanted, measured: shown, met };
}

const atLeastPart = (what: string, value: number, least: number): Target =>
  target(what, `≥ ${percent(least)}`, value, percent(value), value >= least);

const atLeastTimes = (what: string, value: number, least: number): Target =>
  target(what, `≥ ${least}x`, value, `${figure(value, 2)}x`, value >= least);

const leastOfBare = { binary: 0.9, png: 0.75 } as const;

/** Times the images a second of a peer's best variant; NaN if none was measured. */
function besideBest(figures: ModelFigures, peer: string, cell: Cell): number {
  const variants = figures.servers.filter(({ name }) => name.startsWith(peer));
  const ratios = variants.map(({ name }) => ratioOf(figures, ours.name, name, cell));
  return ratios.length === 0 ? Number.NaN : Math.min(...ratios);
}

function throughput(figures: ModelFigures, { cell, ofBare }: Row): readonly Target[] {
  const where = `${describePayload(cell)} a request, ${cell.connections} at once`;
  const bare = atLeastPart(`of the bare runtime's images/s: ${where}`, ofBare, leastOfBare[cell.format]);
  if (cell.format === 'png') return [bare];
  const beside = peerNames.map((peer) =>
    atLeastTimes(`images/s of ${peer}: ${where}`, besideBest(figures, peer, cell), 2),
  );
  return [bare, ...beside];
}

/** All targets for one model; undefined if our server was not measured with it. */
export function targetsOf(figures: ModelFigures): readonly Target[] | undefined {
  const own = summarize(figures).find(({ name }) => name === ours.name);
  if (own === undefined) return undefined;
  const full = own.rows.filter(({ cell }) => cell.connections === fullLoad.connections);
  const spread = own.paced === undefined ? Number.NaN : own.paced.p99 / own.paced.p50;
  const batching = ratioOf(figures, ours.name, oursUnbatched.name, fullLoad);
  const delay = 1000 * (own.loopDelay ?? Number.NaN);
  const { startSeconds } = own;
  return [
    ...full.flatMap((row) => throughput(figures, row)),
    target('p99 of p50 at 70 % of capacity', '≤ 2x', spread, `${figure(spread, 2)}x`, spread <= 2),
    atLeastTimes(`images/s without batching: ${cellName(fullLoad)}`, batching, 2),
    target('event loop delay, p99, under full load', '< 20 ms', delay, `${figure(delay)} ms`, delay < 20),
    target('start to ready', '≤ 2 s', startSeconds, `${figure(startSeconds, 2)} s`, startSeconds <= 2),
  ];
}

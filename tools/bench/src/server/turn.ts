/** One server's turn in a round: it is started, checked, measured under each load after a while of it, and stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers } from './check-answers.js';
import type { Contender, Layout } from './contender.js';
import type { Generator, Load, LoadResult } from './load.js';
import { readLoopDelay } from './loop-delay.js';
import { cellsOf, fullLoad, pacedPart, secondsFor, type Cell } from './plan.js';
import { secondsOfTree } from './process-tree.js';
import { startServer, type RunningServer } from './running-server.js';
import type { ServedModel } from './served-model.js';
import type { Worker } from './worker.js';

/** What made a load. */
export type LoadName = Generator | 'paced';

export interface CellFigures extends LoadResult {
  readonly cell: Cell;
  readonly by: LoadName;
  readonly imagesPerSecond: number;
  /** Processor seconds of all of the server's processes for 1,000 images. */
  readonly cpuPerThousand: number;
}

export interface Turn {
  readonly startSeconds: number;
  /** Closed loops. */
  readonly cells: readonly CellFigures[];
  /** {@link fullLoad} at a fixed rate; undefined where that is not measured. */
  readonly paced: CellFigures | undefined;
  /** Requests a second of the paced load: {@link pacedPart} of what the first closed loop of the full load took. */
  readonly pacedRate: number | undefined;
  /** Seconds, the largest 99th percentile of the full loads. */
  readonly loopDelay: number | undefined;
}

export type LoadWorker = Worker<Load, LoadResult>;

export interface TurnOptions {
  /** For servers that name none. */
  readonly layout: Layout;
  /** Least seconds of a load. */
  readonly seconds: number;
  /** Of the bare runtime in full batches. */
  readonly bareImagesPerSecond: number;
  /** Who makes the closed loops, one after the other. */
  readonly generators: readonly Generator[];
  /** Requests a second of the paced load, where it shall not be a part of what this server takes. */
  readonly pacedRate: number | undefined;
  readonly load: LoadWorker;
}

interface Place {
  readonly server: RunningServer;
  readonly contender: Contender;
  readonly model: ServedModel;
  readonly options: TurnOptions;
}

let seed = 1;

/** Seeds that no load has used before. */
function takeSeeds(): number {
  return (seed += 1_000_000);
}

/**
 * Part of a load's time that it goes on before it counts: a server may adapt to it, and what counts begins with as many
 * requests under way as it ends with.
 */
const warmUpPart = 0.25;

type LoadKind = { readonly generator: Generator } | { readonly rate: number };

async function measureCell(
  { server, contender, model, options }: Place,
  cell: Cell,
  kind: LoadKind,
): Promise<CellFigures> {
  const { seconds, bareImagesPerSecond, load } = options;
  const fastest = contender.withoutModel === true ? Infinity : bareImagesPerSecond;
  const lasts = secondsFor(cell, seconds, fastest);
  const warmUp = Math.max(1, Math.round(warmUpPart * lasts));
  const made = load.ask({
    origin: server.origin,
    ask: contender.ask(model, cell),
    connections: cell.connections,
    warmUp,
    seconds: lasts,
    firstSeed: takeSeeds(),
    ...('rate' in kind ? { kind: 'paced', ...kind } : { kind: 'closed', ...kind }),
  });
  const warm = sleep(1000 * warmUp).then(() => secondsOfTree(server.pid));
  const [result, before] = await Promise.all([made, warm]);
  const images = result.requests * cell.count;
  return {
    ...result,
    cell,
    by: 'rate' in kind ? 'paced' : kind.generator,
    imagesPerSecond: images / result.seconds,
    cpuPerThousand: (1000 * (secondsOfTree(server.pid) - before)) / images,
  };
}

/** Every closed loop of one cell, with how late the event loop was in each, where the server tells. */
async function measureClosed(place: Place, cell: Cell) {
  const { server, contender, options } = place;
  const delay = async (): Promise<number | undefined> =>
    contender.metricsPath === undefined ? undefined : readLoopDelay(server.origin + contender.metricsPath);
  const cells: CellFigures[] = [];
  const delays: (number | undefined)[] = [];
  for (const generator of options.generators) {
    await delay(); // It begins anew when it is read.
    cells.push(await measureCell(place, cell, { generator }));
    delays.push(await delay());
  }
  return { cells, delays };
}

/** Requests a second for the paced load of a server that took these closed loops; undefined if there is to be none. */
function pacedRateOf(
  { contender, options }: Place,
  cell: Cell,
  [{ requests, seconds }]: readonly CellFigures[],
): number | undefined {
  if (cell !== fullLoad || contender.unbatched === true || requests === 0) return undefined;
  return options.pacedRate ?? (pacedPart * requests) / seconds;
}

async function measureRunning(place: Place): Promise<Omit<Turn, 'startSeconds'>> {
  const { server, contender, model } = place;
  const planned = cellsOf(contender, model);
  for (const cell of planned) {
    await checkAnswers(
      server.origin,
      contender.ask(model, cell),
      cell,
      model,
      contender.withoutModel !== true,
    );
  }
  const cells: CellFigures[] = [];
  const fullDelays: number[] = [];
  let paced: CellFigures | undefined;
  let pacedRate: number | undefined;
  for (const cell of planned) {
    const closed = await measureClosed(place, cell);
    cells.push(...closed.cells);
    if (cell.connections === fullLoad.connections) {
      fullDelays.push(...closed.delays.filter((delay) => delay !== undefined));
    }
    const rate = pacedRateOf(place, cell, closed.cells);
    if (rate === undefined) continue;
    paced = await measureCell(place, cell, { rate });
    pacedRate = rate;
  }
  const loopDelay = fullDelays.length === 0 ? undefined : Math.max(...fullDelays);
  return { cells, paced, pacedRate, loopDelay };
}

/** @throws Error if the server does not start, ends, or does not answer as it should. It is stopped in any case. */
export async function takeTurn(
  contender: Contender,
  model: ServedModel,
  options: TurnOptions,
): Promise<Turn> {
  const server = await startServer(contender, model, contender.layout ?? options.layout);
  try {
    const measured = await measureRunning({ server, contender, model, options });
    return { startSeconds: server.startSeconds, ...measured };
  } finally {
    await server.stop();
  }
}

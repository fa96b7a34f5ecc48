/** One server's turn in a round: it is started, checked, measured under each load after a while of it, and stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers } from './check-answers.js';
import type { Contender, Layout } from './contender.js';
import type { Load, LoadResult } from './load.js';
import { readLoopDelay } from './loop-delay.js';
import { cellsOf, fullLoad, pacedPart, secondsFor, type Cell } from './plan.js';
import { secondsOfTree } from './process-tree.js';
import { startServer, type RunningServer } from './running-server.js';
import type { ServedModel } from './served-model.js';
import type { Worker } from './worker.js';

export interface CellFigures extends LoadResult {
  readonly cell: Cell;
  readonly imagesPerSecond: number;
  /** Processor seconds of all of the server's processes for 1,000 images. */
  readonly cpuPerThousand: number;
}

export interface Turn {
  readonly startSeconds: number;
  readonly cells: readonly CellFigures[];
  /** {@link fullLoad} at a fixed part of its rate; undefined where that is not measured. */
  readonly paced: CellFigures | undefined;
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

/** @param rate requests a second; a closed loop if left out. */
async function measureCell(
  { server, contender, model, options }: Place,
  cell: Cell,
  rate?: number,
): Promise<CellFigures> {
  const { seconds, bareImagesPerSecond, load } = options;
  const lasts = secondsFor(cell, seconds, bareImagesPerSecond);
  const warmUp = Math.max(1, Math.round(warmUpPart * lasts));
  const made = load.ask({
    origin: server.origin,
    ask: contender.ask(model, cell),
    connections: cell.connections,
    warmUp,
    seconds: lasts,
    firstSeed: takeSeeds(),
    ...(rate === undefined ? { kind: 'closed', generator: 'autocannon' } : { kind: 'paced', rate }),
  });
  const warm = sleep(1000 * warmUp).then(() => secondsOfTree(server.pid));
  const [result, before] = await Promise.all([made, warm]);
  const images = result.requests * cell.count;
  return {
    ...result,
    cell,
    imagesPerSecond: images / result.seconds,
    cpuPerThousand: (1000 * (secondsOfTree(server.pid) - before)) / images,
  };
}

async function measureRunning(place: Place): Promise<Turn> {
  const { server, contender, model } = place;
  const { metricsPath, unbatched = false } = contender;
  const delay = async () =>
    metricsPath === undefined ? undefined : readLoopDelay(server.origin + metricsPath);
  const planned = cellsOf(contender);
  for (const cell of planned) await checkAnswers(server.origin, contender.ask(model, cell), cell, model);
  const cells: CellFigures[] = [];
  const delays: number[] = [];
  let paced: CellFigures | undefined;
  for (const cell of planned) {
    await delay(); // The percentiles of some libraries begin anew when they are read.
    const figures = await measureCell(place, cell);
    cells.push(figures);
    const late = cell.connections === fullLoad.connections ? await delay() : undefined;
    if (late !== undefined) delays.push(late);
    if (cell !== fullLoad || unbatched || figures.requests === 0) continue;
    paced = await measureCell(place, cell, (pacedPart * figures.requests) / figures.seconds);
  }
  return {
    startSeconds: server.startSeconds,
    cells,
    paced,
    loopDelay: delays.length === 0 ? undefined : Math.max(...delays),
  };
}

/** @throws Error if the server does not start, ends, or does not answer as it should. It is stopped in any case. */
export async function takeTurn(
  contender: Contender,
  model: ServedModel,
  options: TurnOptions,
): Promise<Turn> {
  const server = await startServer(contender, model, contender.layout ?? options.layout);
  try {
    return await measureRunning({ server, contender, model, options });
  } finally {
    await server.stop();
  }
}

/** One model on all servers and on the bare runtime, in turns. */
import { turnsOf } from '../rounds.js';
import { bareLayouts, measureBare, type BareFigures } from './bare.js';
import { maxBatch, type Contender, type Layout } from './contender.js';
import type { Generator } from './load.js';
import { bareBatches } from './plan.js';
import type { ServedModel } from './served-model.js';
import { takeTurn, type LoadWorker, type Turn } from './turn.js';

export interface Absent {
  readonly name: string;
  readonly reason: string;
}

export interface ServerRounds {
  readonly name: string;
  readonly turns: readonly Turn[];
}

export interface ModelFigures {
  readonly model: string;
  /** Of each round the figures of all layouts and batch sizes; empty if the bare runtime was left out. */
  readonly bare: readonly (readonly BareFigures[])[];
  readonly servers: readonly ServerRounds[];
  /** Servers that failed, with what they said. They have no figures. */
  readonly absent: readonly Absent[];
}

export interface MeasureOptions {
  readonly contenders: readonly Contender[];
  readonly bare: boolean;
  readonly layout: Layout;
  readonly rounds: number;
  readonly seconds: number;
  readonly generators: readonly Generator[];
  readonly load: LoadWorker;
  readonly say: (text: string) => void;
}

async function bareTurn(
  model: ServedModel,
  layout: Layout,
  batches: readonly number[],
  seconds: number,
): Promise<readonly BareFigures[]> {
  const figures: BareFigures[] = [];
  for (const one of bareLayouts(layout)) figures.push(...(await measureBare(model, one, batches, seconds)));
  return figures;
}

export async function measureModel(model: ServedModel, options: MeasureOptions): Promise<ModelFigures> {
  const { contenders, layout, rounds, seconds, generators, load, say } = options;
  const [probe] = await bareTurn(model, layout, [maxBatch], 1);
  const turnOptions = { layout, seconds, generators, load, bareImagesPerSecond: probe.imagesPerSecond };
  const bare: (readonly BareFigures[])[] = [];
  const turns = new Map(contenders.map(({ name }) => [name, [] as Turn[]]));
  const absent: Absent[] = [];
  const candidates = [...(options.bare ? (['bare'] as const) : []), ...contenders];
  for (const candidate of turnsOf(candidates, rounds)) {
    if (candidate === 'bare') {
      say(`${model.name}: bare runtime`);
      bare.push(await bareTurn(model, layout, bareBatches, seconds));
      continue;
    }
    const { name } = candidate;
    if (absent.some((missing) => missing.name === name)) continue;
    say(`${model.name}: ${name}`);
    try {
      const { pacedLike } = candidate;
      const pacedRate = pacedLike === undefined ? undefined : turns.get(pacedLike)?.at(-1)?.pacedRate;
      turns.get(name)?.push(await takeTurn(candidate, model, { ...turnOptions, pacedRate }));
    } catch (error) {
      absent.push({ name, reason: (error as Error).message });
    }
  }
  const present = contenders.filter(({ name }) => !absent.some((missing) => missing.name === name));
  const servers = present.map(({ name }) => ({ name, turns: turns.get(name) ?? [] }));
  return { model: model.name, bare, servers, absent };
}

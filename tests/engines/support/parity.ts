/** Trains the same model from the same seed on two engines, says how far they part, and where if it is too far. */
import type { Engine, Loaded } from '@kantor/engine';
import { simplify } from '@kantor/graph';
import type { TensorMap } from '@kantor/tensor';
import { createModel, createTraining, criticStep, generatorStep, type StepReport } from '@kantor/wgan';
import { largestDifference, largestOf } from './differences.js';
import {
  describeDivergence,
  describeKink,
  firstDivergence,
  firstKink,
  inspectAll,
  inspectAlone,
} from './first-divergence.js';
import type { ParityModel } from './models.js';

export interface Trained {
  readonly reports: readonly StepReport[];
  readonly state: TensorMap;
}

export interface Parted {
  /** The largest difference of a loss, as part of its largest value in the run: a Wasserstein loss passes 0. */
  readonly losses: number;
  /** The largest difference of a weight, running statistic or average. */
  readonly weights: number;
  /** The same as part of how far that tensor has moved. */
  readonly movement: number;
}

export async function train(
  engine: Engine,
  { spec, source }: ParityModel,
  seed: number,
  wrap?: (loaded: Loaded) => Loaded,
): Promise<Trained & { readonly first: TensorMap }> {
  const { steps } = spec.training;
  const training = await createTraining({ spec, seed, engine, source, steps, ...(wrap && { wrap }) });
  try {
    const first = await training.state();
    const reports: StepReport[] = [];
    for (let i = 0; i < steps; i++) reports.push(await training.step());
    return { first, reports, state: await training.state() };
  } finally {
    await training.dispose();
  }
}

const losses = ['criticLoss', 'generatorLoss', 'wasserstein', 'penalty', 'gradientNorm'] as const;

export function partedBy(actual: Trained, expected: Trained & { readonly first: TensorMap }): Parted {
  const byLoss = losses.map((name) => {
    const [a, b] = [actual, expected].map(({ reports }) => reports.map((report) => report[name] ?? 0));
    const size = Math.max(...b.map(Math.abs));
    return size === 0 ? 0 : Math.max(...b.map((value, i) => Math.abs(value - a[i]))) / size;
  });
  const weights = Object.keys(expected.state).filter((name) => !name.startsWith('optimizer.'));
  const byWeight = weights.map((name) => {
    const difference = largestDifference(actual.state[name], expected.state[name]);
    return {
      difference,
      moved: largestDifference(expected.state[name], expected.first[name]),
      largest: largestOf(expected.state[name]),
    };
  });
  return {
    losses: Math.max(...byLoss),
    weights: Math.max(...byWeight.map(({ difference }) => difference)),
    movement: Math.max(
      ...byWeight.map(({ difference, moved }) => (difference === 0 ? 0 : difference / moved)),
    ),
  };
}

interface Run {
  readonly program: string;
  readonly feeds: TensorMap;
  readonly state: TensorMap;
}

async function recorded(engine: Engine, model: ParityModel, seed: number): Promise<Run[]> {
  const runs: Run[] = [];
  await train(engine, model, seed, (loaded) => ({
    ...loaded,
    async run(program, feeds) {
      runs.push({ program, feeds, state: await loaded.read() });
      return loaded.run(program, feeds);
    },
  }));
  return runs;
}

export interface Explanation {
  readonly text: string;
  /** Whether rounding alone decided, and not an engine. */
  readonly isKink: boolean;
}

/** A primitive that is wrong is off by much more than rounding, even by that of long sums. */
const bound = 1e-4;

/** Which primitive of which run was the first to part `actual` from `expected`. */
export async function explain(
  actual: Engine,
  expected: Engine,
  model: ParityModel,
  seed: number,
): Promise<Explanation> {
  const { batchSize } = model.spec.training;
  const networks = createModel(model.spec);
  const programs = [criticStep(networks, batchSize), generatorStep(networks, batchSize)].map(simplify);
  const [ours, theirs] = [await recorded(actual, model, seed), await recorded(expected, model, seed)];
  const { state } = theirs[0];
  const inspected = await Promise.all(
    programs.map(async (program) => ({
      name: program.name,
      all: await inspectAll(actual, program, state),
      alone: await inspectAlone(actual, program),
      expected: await inspectAll(expected, program, state),
    })),
  );
  try {
    for (const [i, run] of theirs.entries()) {
      const {
        all,
        alone,
        expected: reference,
      } = inspected.find(({ name }) => name === run.program) ?? inspected[0];
      const where = `Run ${i + 1} of ${theirs.length}, ${run.program}, on ${actual.name} beside ${expected.name}`;
      const wanted = await reference.valuesOf(run);
      const found = firstDivergence(await alone.valuesOf(wanted), wanted, bound);
      if (found) return { text: `${where}: ${describeDivergence(found)}`, isKink: false };
      const kink = firstKink(await all.valuesOf(ours[i]), wanted);
      if (kink) return { text: `${where}: ${describeKink(kink)}`, isKink: true };
    }
  } finally {
    for (const { all, alone, expected: reference } of inspected) {
      for (const { dispose } of [all, alone, reference]) await dispose();
    }
  }
  return { text: `No primitive differs by more than ${bound} in any run: rounding grew.`, isKink: false };
}

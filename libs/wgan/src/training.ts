/**
 * The training loop. It follows Algorithm 1 of WGAN (arXiv 1701.07875) and of WGAN-GP (1704.00028); where the authors'
 * code differs from the paper, the spec chooses (critic warm-up, clipping before the step).
 */
import {
  floats,
  KantorError,
  scalarOf,
  type FloatTensor,
  type StaticShape,
  type TensorMap,
} from '@kantor/tensor';
import type { Engine, Loaded } from '@kantor/engine';
import type { Program } from '@kantor/graph';
import type { ModelSpec, OptimizerSpec } from '@kantor/spec';
import { drawLatents, drawNoise, drawUniform } from './feeds.js';
import { initialState } from './initial-state.js';
import { createModel, type Model } from './model.js';
import { criticStep, generatorStep, sample, score } from './programs.js';
import { averageDecayAt, criticStepsLeft, learningRateFactor } from './schedule.js';

/** Where real samples come from: a pure function of the batch's number, so that a run can go on anywhere. */
export interface BatchSource {
  /** Shape of one sample. */
  readonly sampleShape: StaticShape;
  /** Batch number `index` (0, 1, 2, …) of `size` samples: float32 [size, ...sampleShape]. */
  batch(index: number, size: number): FloatTensor;
}

/** Where a run is. All randomness follows from it and the seed. */
export interface Progress {
  /** Generator steps done. */
  readonly step: number;
  /** Critic steps done; each drew one batch of data. More than `step` asks for if a step was cut short. */
  readonly criticSteps: number;
}

/** What one generator step, with the critic steps before it, showed. Losses are means over the batch. */
export interface StepReport extends Progress {
  /** E[f(x)] − E[f(G(z))] at the last critic step: the Wasserstein estimate, up to the critic's Lipschitz constant. */
  readonly wasserstein: number;
  /** Jensen–Shannon estimate in nats, for the loss `gan`. */
  readonly divergence?: number;
  readonly criticLoss: number;
  readonly generatorLoss: number;
  readonly penalty?: number;
  readonly gradientNorm?: number;
  /** L2 norms of all parameters of a network together, after the step. */
  readonly criticNorm: number;
  readonly generatorNorm: number;
  /** Of the generator's optimizer in this step. */
  readonly learningRate: number;
  /** Real samples that the critic saw in this step. */
  readonly samplesSeen: number;
}

export interface Training {
  readonly model: Model;
  /** Where the state is, also when a step failed half-way: the next one, here or resumed, does the rest of it. */
  readonly progress: Progress;
  /** One generator step after its critic steps. */
  step(): Promise<StepReport>;
  /** Samples of the generator for latents [sampleBatch, Z], from the moving average where there is one. */
  sample(latents: FloatTensor): Promise<FloatTensor>;
  /** Critic scores [scoreBatch, 1] of x [scoreBatch, ...sample]. */
  score(x: FloatTensor): Promise<FloatTensor>;
  /** A copy of the whole state. */
  state(): Promise<TensorMap>;
  dispose(): Promise<void>;
}

export interface TrainingOptions {
  readonly spec: ModelSpec;
  readonly seed: number;
  readonly engine: Engine;
  readonly source: BatchSource;
  /** Generator steps of the whole run, for the learning rate's decay. */
  readonly steps: number;
  /** Batch sizes of `sample` and `score`. Default 64. */
  readonly sampleBatch?: number;
  readonly scoreBatch?: number;
  /** Goes on from here instead of from the start. */
  readonly resume?: { readonly progress: Progress; readonly state: TensorMap };
  /** Wraps what runs the programs, to watch them. */
  readonly wrap?: (loaded: Loaded) => Loaded;
}

/** Loads the model's programs on the engine. Whoever creates a training disposes it. */
export async function createTraining(options: TrainingOptions): Promise<Training> {
  const { spec, seed, engine, source, resume, sampleBatch = 64, scoreBatch = 64 } = options;
  const { training } = spec;
  const model = createModel(spec);
  requireSameSamples(source.sampleShape, model.sampleShape);
  const programs = {
    criticStep: criticStep(model, training.batchSize),
    generatorStep: generatorStep(model, training.batchSize),
    sample: sample(model, sampleBatch, training.ema === 0 ? 'raw' : 'ema'),
    score: score(model, scoreBatch),
  };
  const feeds = createFeeds(options, programs);
  const unwrapped = await engine.load(programs, resume?.state ?? initialState(model, seed));
  const loaded = options.wrap?.(unwrapped) ?? unwrapped;
  const steps = createSteps(options, loaded, feeds);
  return {
    model,
    get progress() {
      return steps.progress();
    },
    step: steps.step,
    sample: async (latents) => (await loaded.run('sample', { latent: latents }))['samples'] as FloatTensor,
    score: async (x) => (await loaded.run('score', { x }))['scores'] as FloatTensor,
    state: () => loaded.read(),
    dispose: () => loaded.dispose(),
  };
}

/** One generator step after the other, each after its critic steps, on programs that are loaded. */
function createSteps(
  { spec: { training }, steps, resume }: TrainingOptions,
  loaded: Loaded,
  { criticFeeds, generatorFeeds }: ReturnType<typeof createFeeds>,
) {
  let progress: Progress = resume?.progress ?? { step: 0, criticSteps: 0 };

  /** Algorithm 1, lines 2–8: trains the critic. Feeds of the next update are drawn while this one runs. */
  async function trainCritic({ step, criticSteps }: Progress, end: number) {
    if (criticSteps === end) return { critic: await lookAt(step, end), feeds: generatorFeeds(step) };
    let critic: TensorMap = {};
    let feeds = criticFeeds(step, criticSteps);
    for (let update = criticSteps; update < end; update++) {
      const next = update + 1;
      const running = loaded.run('criticStep', feeds).then((outputs) => {
        progress = { step, criticSteps: next };
        return outputs;
      });
      const drawing = promiseOf(() => (next < end ? criticFeeds(step, next) : generatorFeeds(step)));
      [critic, feeds] = await Promise.all([running, drawing]);
    }
    return { critic, feeds };
  }

  /** What the critic's last update shows, where it was done before a break: the state stays as it is. */
  async function lookAt(step: number, end: number): Promise<TensorMap> {
    const state = await loaded.read();
    const critic = await loaded.run('criticStep', criticFeeds(step, end - 1));
    await loaded.write(state);
    return critic;
  }

  async function step(): Promise<StepReport> {
    const { step, criticSteps } = progress;
    const end = criticSteps + criticStepsLeft(training, progress);
    const { critic, feeds } = await trainCritic(progress, end);
    // Lines 9–11: train the generator.
    const generator = await loaded.run('generatorStep', feeds);
    progress = { step: step + 1, criticSteps: end };
    return report(progress, critic, generator, {
      learningRate: training.generatorOptimizer.learningRate * learningRateFactor(training, step, steps),
      samplesSeen: (end - criticSteps) * training.batchSize,
    });
  }

  return { progress: () => progress, step };
}

/** What the two training programs are fed, as functions of where the run is. `index` counts critic updates. */
function createFeeds(
  { spec, seed, source, steps }: TrainingOptions,
  programs: Readonly<Record<'criticStep' | 'generatorStep', Program>>,
) {
  const { training, latent, objective } = spec;
  const { batchSize } = training;
  const rate = ({ learningRate }: OptimizerSpec, step: number) =>
    floats([], [learningRate * learningRateFactor(training, step, steps)]);
  return {
    criticFeeds: (step: number, index: number): TensorMap => ({
      real: source.batch(index, batchSize), // [B, ...sample]
      latent: drawLatents(latent, batchSize, seed, 'critic/latent', index), // [B, Z]
      learningRate: rate(training.criticOptimizer, step),
      ...(objective.lipschitz.method === 'gradientPenalty'
        ? { mix: drawUniform([batchSize], seed, 'critic/mix', index) } // [B]
        : {}),
      ...drawNoise(programs.criticStep, seed, index),
    }),
    generatorFeeds: (step: number): TensorMap => ({
      latent: drawLatents(latent, batchSize, seed, 'generator/latent', step), // [B, Z]
      learningRate: rate(training.generatorOptimizer, step),
      ...(training.ema === 0 ? {} : { averageDecay: floats([], [averageDecayAt(training, step)]) }),
      ...drawNoise(programs.generatorStep, seed, step),
    }),
  };
}

/** Calls `make` at once; an error that it throws becomes the promise's. */
function promiseOf<T>(make: () => T): Promise<T> {
  return new Promise((resolve) => resolve(make()));
}

function report(
  progress: Progress,
  critic: TensorMap,
  generator: TensorMap,
  rest: Pick<StepReport, 'learningRate' | 'samplesSeen'>,
): StepReport {
  const optional = (['penalty', 'gradientNorm', 'divergence'] as const).flatMap((name) =>
    name in critic ? [[name, scalarOf(critic[name])] as const] : [],
  );
  return {
    ...progress,
    wasserstein: scalarOf(critic['wasserstein']),
    criticLoss: scalarOf(critic['loss']),
    generatorLoss: scalarOf(generator['loss']),
    criticNorm: scalarOf(generator['criticNorm']),
    generatorNorm: scalarOf(generator['generatorNorm']),
    ...Object.fromEntries(optional),
    ...rest,
  };
}

function requireSameSamples(given: StaticShape, expected: StaticShape): void {
  if (given.join() === expected.join()) return;
  throw new KantorError(
    'wgan/data',
    `The model is made for samples of shape [${expected.join(', ')}], but the data has [${given.join(', ')}].`,
  );
}

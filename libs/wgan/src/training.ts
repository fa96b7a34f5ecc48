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
import type { ModelSpec } from '@kantor/spec';
import { drawLatents, drawNoise, drawUniform } from './feeds.js';
import { initialState } from './initial-state.js';
import { createModel, type Model } from './model.js';
import { criticStep, generatorStep, sample, score } from './programs.js';
import { averageDecayAt, criticStepsAt, learningRateFactor } from './schedule.js';

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
  /** Critic steps done; each drew one batch of data. */
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
  readonly criticNorm: number;
  readonly generatorNorm: number;
  readonly learningRate: number;
  /** Real samples that the critic saw in this step. */
  readonly samplesSeen: number;
}

export interface Training {
  readonly model: Model;
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
  const { spec, seed, engine, source, steps, resume, sampleBatch = 64, scoreBatch = 64 } = options;
  const model = createModel(spec);
  requireSameSamples(source.sampleShape, model.sampleShape);
  const { training, latent } = spec;
  const { batchSize } = training;
  const programs = {
    criticStep: criticStep(model, batchSize),
    generatorStep: generatorStep(model, batchSize),
    sample: sample(model, sampleBatch, training.ema === 0 ? 'raw' : 'ema'),
    score: score(model, scoreBatch),
  };
  const unwrapped = await engine.load(programs, resume?.state ?? initialState(model, seed));
  const loaded = options.wrap?.(unwrapped) ?? unwrapped;
  let progress: Progress = resume?.progress ?? { step: 0, criticSteps: 0 };

  const rate = (base: number, step: number) => floats([], [base * learningRateFactor(training, step, steps)]);

  const criticFeeds = (step: number, index: number): TensorMap => ({
    real: source.batch(index, batchSize), // [B, ...sample]
    latent: drawLatents(latent, batchSize, seed, 'critic/latent', index), // [B, Z]
    learningRate: rate(training.criticOptimizer.learningRate, step),
    ...(spec.objective.lipschitz.method === 'gradientPenalty'
      ? { mix: drawUniform([batchSize], seed, 'critic/mix', index) } // [B]
      : {}),
    ...drawNoise(programs.criticStep, seed, index),
  });
  const generatorFeeds = (step: number): TensorMap => ({
    latent: drawLatents(latent, batchSize, seed, 'generator/latent', step), // [B, Z]
    learningRate: rate(training.generatorOptimizer.learningRate, step),
    ...(training.ema === 0 ? {} : { averageDecay: floats([], [averageDecayAt(training, step)]) }),
    ...drawNoise(programs.generatorStep, seed, step),
  });

  async function step(): Promise<StepReport> {
    const { step, criticSteps: before } = progress;
    const updates = criticStepsAt(training, step);
    // Algorithm 1, lines 2–8: train the critic. Feeds of the next update are drawn while this one runs.
    let critic: TensorMap = {};
    let feeds = criticFeeds(step, before);
    for (let t = 0; t < updates; t++) {
      const running = loaded.run('criticStep', feeds);
      feeds = t + 1 < updates ? criticFeeds(step, before + t + 1) : generatorFeeds(step);
      critic = await running;
    }
    // Lines 9–11: train the generator.
    const generator = await loaded.run('generatorStep', feeds);
    progress = { step: step + 1, criticSteps: before + updates };
    return report(progress, critic, generator, {
      learningRate: training.generatorOptimizer.learningRate * learningRateFactor(training, step, steps),
      samplesSeen: updates * batchSize,
    });
  }

  return {
    model,
    get progress() {
      return progress;
    },
    step,
    sample: async (latents) => (await loaded.run('sample', { latent: latents }))['samples'] as FloatTensor,
    score: async (x) => (await loaded.run('score', { x }))['scores'] as FloatTensor,
    state: () => loaded.read(),
    dispose: () => loaded.dispose(),
  };
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

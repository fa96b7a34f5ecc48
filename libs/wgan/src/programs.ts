/** The programs of a model: `criticStep`, `generatorStep`, `sample`, `score`. What they compute; the loop runs them. */
import {
  add,
  clip,
  input,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type InputValue,
  type Program,
  type Value,
} from '@kantor/graph';
import { applyFrozen, applyTraining } from './apply-network.js';
import { losses, wassersteinEstimate } from './losses.js';
import { averageName, networkStates, type Model } from './model.js';
import { gradientPenalty, interpolate } from './penalty.js';
import { createScope, type Scope } from './scope.js';
import { updateParameters } from './update.js';

/** √Σ p² over all of a network's parameters. */
function parameterNorm(parameters: readonly Value[]): Value {
  return sqrt(parameters.map((value) => sum(square(value))).reduce((total, part) => add(total, part)));
}

/**
 * One critic update (WGAN Algorithm 1, lines 2–8; WGAN-GP Algorithm 1, lines 2–9).
 *
 * Feeds: `real` [B, ...sample], `latent` [B, Z], `learningRate`, with a gradient penalty `mix` [B], and dropout noise.
 * Outputs: `loss` (penalty included), `wasserstein` = E[f(x)] − E[f(G(z))] before the update, and where there is one
 * `penalty`, `gradientNorm`, `divergence`.
 */
export function criticStep(model: Model, batch: number): Program {
  const { spec, critic, generator, sampleShape, shapes } = model;
  const { loss: lossName, lipschitz } = spec.objective;
  const scope = createScope(shapes);
  const real = scope.feed('real', [batch, ...sampleShape]);
  const latent = scope.feed('latent', [batch, spec.latent.size]);
  const learningRate = scope.feed('learningRate', []);
  const fake = applyTraining(scope, generator, latent, 'generator').output;

  // The paper clips the critic after its step; the authors' code clips it before, so that the generator meets an
  // unclipped critic. Clipping covers every parameter, those of batch norm included, as in the authors' code.
  const limited = (value: Value) =>
    lipschitz.method === 'clip' ? clip(value, -lipschitz.limit, lipschitz.limit) : value;
  const clipsBefore = lipschitz.method === 'clip' && lipschitz.when === 'beforeStep';
  const clipsAfter = lipschitz.method === 'clip' && lipschitz.when === 'afterStep';
  const parameters = new Map(critic.parameters.map(({ name }) => [name, scope.read(name)]));
  if (clipsBefore) for (const [name, value] of parameters) parameters.set(name, limited(value));
  const withParameters: Scope = { ...scope, read: (name) => parameters.get(name) ?? scope.read(name) };

  const onReal = applyTraining(withParameters, critic, real, 'real');
  const onFake = applyTraining(withParameters, critic, fake, 'fake');
  const bare = losses[lossName].critic(onReal.output, onFake.output);
  const outputs: Record<string, Value> = { wasserstein: wassersteinEstimate(onReal.output, onFake.output) };
  const divergence = losses[lossName].divergence?.(bare);
  if (divergence) outputs['divergence'] = divergence;

  let loss = bare;
  if (lipschitz.method === 'gradientPenalty') {
    const mixed = interpolate(real, fake, scope.feed('mix', [batch]));
    const f = (x: Value) => applyTraining(withParameters, critic, x, 'mixed').output;
    const { penalty, norm } = gradientPenalty(f, mixed, lipschitz);
    loss = add(bare, penalty);
    outputs['penalty'] = penalty;
    outputs['gradientNorm'] = norm;
  }
  updateParameters(scope, {
    owner: 'critic',
    network: critic,
    optimizer: model.criticOptimizer,
    loss,
    learningRate,
    parameter: (name) => parameters.get(name) as Value,
    ...(clipsAfter ? { project: limited } : {}),
  });
  for (const [name, value] of onReal.buffers) scope.update(name, value);
  return scope.finish('criticStep', { loss, ...outputs });
}

/**
 * One generator update (WGAN Algorithm 1, lines 9–11), and the step of its moving average.
 *
 * Feeds: `latent` [B, Z], `learningRate`, with an average `averageDecay`, and dropout noise.
 * Outputs: `loss` before the update, and the parameters' L2 norms after it, `criticNorm` and `generatorNorm`.
 */
export function generatorStep(model: Model, batch: number): Program {
  const { spec, critic, generator, shapes } = model;
  const scope = createScope(shapes);
  const latent = scope.feed('latent', [batch, spec.latent.size]);
  const learningRate = scope.feed('learningRate', []);
  const samples = applyTraining(scope, generator, latent, 'generator');
  const scores = applyTraining(scope, critic, samples.output, 'fake').output;
  const loss = losses[spec.objective.loss].generator(scores);
  const parameters = updateParameters(scope, {
    owner: 'generator',
    network: generator,
    optimizer: model.generatorOptimizer,
    loss,
    learningRate,
    parameter: scope.read,
  });
  for (const [name, value] of samples.buffers) scope.update(name, value);
  if (spec.training.ema !== 0) {
    const decay = scope.feed('averageDecay', []);
    for (const [name, now] of [...parameters, ...samples.buffers]) {
      const before = scope.read(averageName(name));
      scope.update(averageName(name), add(now, mul(decay, sub(before, now))));
    }
  }
  return scope.finish('generatorStep', {
    loss,
    criticNorm: parameterNorm(critic.parameters.map(({ name }) => scope.read(name))),
    generatorNorm: parameterNorm([...parameters.values()]),
  });
}

/** Which generator weights to sample with: the moving average, or those of the last step. */
export type Weights = 'ema' | 'raw';

/** Samples from latents. Feed: `latent` [B, Z]. Output: `samples` [B, ...sample]. */
export function sample(model: Model, batch: number, weights: Weights): Program {
  const scope = createScope(model.shapes);
  const latent = scope.feed('latent', [batch, model.spec.latent.size]);
  const read = (name: string) => scope.read(weights === 'ema' ? averageName(name) : name);
  return scope.finish('sample', { samples: applyFrozen(read, model.generator, latent) });
}

/** Critic scores. Feed: `x` [B, ...sample]. Output: `scores` [B, 1]. */
export function score(model: Model, batch: number): Program {
  const scope = createScope(model.shapes);
  const x = scope.feed('x', [batch, ...model.sampleShape]);
  return scope.finish('score', { scores: applyFrozen(scope.read, model.critic, x) });
}

/** The generator alone, for any batch: what is exported. Its weights are inputs named as the generator's states. */
export interface SamplingGraph {
  /** `latent` [N, Z]. */
  readonly latent: InputValue;
  readonly weights: readonly InputValue[];
  /** [N, ...sample]. */
  readonly samples: Value;
}

export function samplingGraph({ spec, generator }: Model): SamplingGraph {
  const latent = input('latent', ['N', spec.latent.size]);
  const weights = new Map(networkStates(generator).map(({ name, shape }) => [name, input(name, shape)]));
  const samples = applyFrozen((name) => weights.get(name) as Value, generator, latent);
  return { latent, weights: [...weights.values()], samples };
}

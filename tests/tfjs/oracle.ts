/**
 * One critic step and one generator step beside stock tfjs-layers: the same weights, the same numbers, the losses
 * written in its operations and the gradients its own.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '@kantor/engine';
import type { Program } from '@kantor/graph';
import { parseModel, type ModelInput, type ModelSpec, type Network } from '@kantor/spec';
import {
  floats,
  scalarOf,
  stream,
  sizeOf,
  type FloatTensor,
  type StaticShape,
  type TensorMap,
} from '@kantor/tensor';
import { createModel, criticStep, generatorStep, initialState, type Model } from '@kantor/wgan';
import { expect } from 'vitest';
import { trainedLike } from './compare.js';
import { stockNetwork, type Gradients, type StockNetwork } from './stock.js';
import { stockLosses, stockPenalty } from './stock-losses.js';

interface Step {
  readonly loss: number;
  readonly gradients: Gradients;
}

interface Steps {
  readonly critic: Step;
  readonly generator: Step;
}

export type OracleInput = Pick<ModelInput, 'data' | 'generator' | 'critic' | 'objective'> & {
  readonly batch?: number;
};

const latentSize = 5;

/** With a momentum that starts at 0 the first step leaves the gradient itself in the optimizer's slot. */
const optimizer = { kind: 'sgd', learningRate: 1, momentum: 0.5 } as const;
const slot = (name: string): string => `optimizer.momentum.${name}`;

function oracleModel({ batch = 4, ...input }: OracleInput): ModelSpec {
  return parseModel({
    name: 'oracle',
    latent: { size: latentSize },
    training: { batchSize: batch, steps: 1, criticOptimizer: optimizer, generatorOptimizer: optimizer },
    ...input,
  });
}

/** Weights that are nowhere 0 or 1, as after a long training. */
function trainedState(model: Model): TensorMap {
  const own = [model.critic, model.generator].flatMap(({ parameters, buffers }) => [
    ...parameters,
    ...buffers,
  ]);
  return {
    ...initialState(model, 1),
    ...Object.fromEntries(own.map(({ name, shape }) => [name, trainedLike(name, shape)])),
  };
}

function draw(name: string, shape: StaticShape): FloatTensor {
  return floats(
    shape,
    stream(3, name)
      .uniform(new Float32Array(sizeOf(shape)))
      .map((u) => (name === 'mix' ? u : 2 * u - 1)),
  );
}

function feedsOf({ feeds }: Program): TensorMap {
  return Object.fromEntries(
    feeds.map(({ op: { name }, shape }) => [
      name,
      name === 'learningRate' ? floats([], [1]) : draw(name, shape as StaticShape),
    ]),
  );
}

/** Our programs as they train, on one of our engines. */
async function ourSteps(engine: Engine, spec: ModelSpec): Promise<Steps> {
  const model = createModel(spec);
  const { batchSize } = spec.training;
  const programs = {
    criticStep: criticStep(model, batchSize),
    generatorStep: generatorStep(model, batchSize),
  };
  const state = trainedState(model);
  const loaded = await engine.load(programs, state);
  const run = async (program: keyof typeof programs, { parameters }: Network): Promise<Step> => {
    await loaded.write(state);
    const { loss } = await loaded.run(program, feedsOf(programs[program]));
    const slots = await loaded.read(parameters.map(({ name }) => slot(name)));
    return {
      loss: scalarOf(loss),
      gradients: Object.fromEntries(
        parameters.map(({ name }) => [name, slots[slot(name)].data as Float32Array]),
      ),
    };
  };
  try {
    return {
      critic: await run('criticStep', model.critic),
      generator: await run('generatorStep', model.generator),
    };
  } finally {
    await loaded.dispose();
  }
}

function measure(f: () => tf.Tensor, network: StockNetwork): Step {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => f() as tf.Scalar, network.variables);
    return { loss: value.dataSync()[0], gradients: network.gradients(grads) };
  });
}

/** What TensorFlow.js makes of the same. */
async function stockSteps(spec: ModelSpec): Promise<Steps> {
  const model = createModel(spec);
  const state = trainedState(model);
  const { batchSize } = spec.training;
  const { loss, lipschitz } = spec.objective;
  const make = (owner: 'critic' | 'generator', input: StaticShape) =>
    stockNetwork({ owner, input, layers: spec[owner].layers, state, parameters: model[owner].parameters });
  const critic = await make('critic', model.sampleShape);
  const generator = await make('generator', [latentSize]);
  const fed = (program: Program): Record<string, tf.Tensor> =>
    Object.fromEntries(
      Object.entries(feedsOf(program)).map(([name, { data, shape }]) => [
        name,
        tf.tensor(data as Float32Array, [...shape]),
      ]),
    );
  const criticLoss = () => {
    const { real, latent, mix } = fed(criticStep(model, batchSize));
    const fake = generator.apply(latent);
    const bare = stockLosses[loss].critic(critic.apply(real), critic.apply(fake));
    return lipschitz.method === 'gradientPenalty'
      ? tf.add(bare, stockPenalty(critic.apply, { real, fake, mix, ...lipschitz }))
      : bare;
  };
  const generatorLoss = () => {
    const { latent } = fed(generatorStep(model, batchSize));
    return stockLosses[loss].generator(critic.apply(generator.apply(latent)));
  };
  try {
    return { critic: measure(criticLoss, critic), generator: measure(generatorLoss, generator) };
  } finally {
    critic.dispose();
    generator.dispose();
  }
}

/** The largest difference, relative to the largest number of the tensor or to what is next to nothing among `all`. */
export function gradientErrors(actual: Gradients, expected: Gradients): Record<string, number> {
  const largest = (values: Float32Array) => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const overall = Math.max(...Object.values(expected).map(largest));
  if (!(overall > 0)) throw new Error('All gradients are 0: nothing is compared.');
  return Object.fromEntries(
    Object.entries(expected).map(([name, values]) => {
      const scale = Math.max(largest(values), 1e-2 * overall);
      return [name, largest(values.map((value, i) => value - actual[name][i])) / scale];
    }),
  );
}

/** Expects losses and all gradients on each of the engines to agree with TensorFlow.js's to `tolerance`. */
export async function expectSameSteps(
  engines: readonly Engine[],
  input: OracleInput,
  tolerance = 1e-5,
): Promise<void> {
  const spec = oracleModel(input);
  const theirs = await stockSteps(spec);
  for (const engine of engines) {
    const ours = await ourSteps(engine, spec);
    for (const owner of ['critic', 'generator'] as const) {
      const [a, b] = [ours[owner], theirs[owner]];
      const what = `${owner}'s loss on ${engine.name} is ${a.loss} and should be ${b.loss}`;
      expect(Math.abs(a.loss - b.loss) / Math.max(1, Math.abs(b.loss)), what).toBeLessThan(tolerance);
      expect(Object.keys(a.gradients).sort()).toEqual(Object.keys(b.gradients).sort());
      for (const [name, error] of Object.entries(gradientErrors(a.gradients, b.gradients))) {
        expect(error, `${name} on ${engine.name}`).toBeLessThan(tolerance);
      }
    }
  }
}

/** Runs a list of layers on numbers, through the float64 reference interpreter. */
import { input, type InputValue } from '@kantor/graph';
import type { Shape } from '@kantor/tensor';
import { interpret, type Tensor } from '../../graph/test/interpret.js';
import { buildChain } from '../src/layers/chain.js';
import type { Layer } from '../src/layers/layer.js';
import { layerSchema } from '../src/layers/schema.js';
import type { InitScheme } from '../src/init.js';

export type Numbers = { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/** Layers as model.json has them, built for samples of `inputShape`; names begin with `net`. */
export function build(
  layers: readonly unknown[],
  inputShape: readonly number[],
  init: InitScheme = { scheme: 'he' },
): Layer {
  const specs = layers.map((layer) => layerSchema.parse(layer));
  return buildChain(specs, { name: 'net', where: 'net.layers', input: inputShape, init });
}

/** Numbers that look random and are the same every time, multiples of 1/64 in [-1.5, 1.5]. */
export function numbers(shape: readonly number[], seed = 1): Numbers {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return { shape, data: Array.from({ length: size }, (_, i) => ((((i + 1) * seed * 7919) % 193) - 96) / 64) };
}

export interface Options {
  /** Parameters and running statistics by name; those left out get `numbers`. */
  readonly state?: ReadonlyMap<string, Numbers>;
  readonly noise?: Numbers;
  readonly training?: boolean;
  /** Builds the graph for the symbol N. */
  readonly symbolic?: boolean;
}

export interface Run {
  readonly output: Tensor;
  /** Shape of the output as the graph has it. */
  readonly shape: Shape;
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** Names of the noise that was asked for. */
  readonly noises: readonly string[];
}

export function run(
  layer: Layer,
  x: Numbers,
  { state, noise, training = false, symbolic = false }: Options = {},
): Run {
  const feeds = new Map<string, Numbers>([['x', x]]);
  const inputs = new Map<string, InputValue>();
  [...layer.parameters, ...layer.buffers].forEach(({ name, shape }, i) => {
    const given = numbers(shape, i + 2);
    const positive = { shape, data: Array.from(given.data, Math.abs) };
    feeds.set(name, state?.get(name) ?? (name.endsWith('variance') ? positive : given));
    inputs.set(name, input(name, shape));
  });
  const [batch, ...rest] = x.shape;
  const updates = new Map<string, ReturnType<Layer['apply']>>();
  const noises: string[] = [];
  const result = layer.apply(input('x', [symbolic ? 'N' : batch, ...rest]), {
    training,
    read: (name) => inputs.get(name) ?? fail(`nothing is called '${name}'`),
    noise: (name, shape) => {
      noises.push(name);
      feeds.set(name, noise ?? fail('no noise expected'));
      return input(name, shape);
    },
    update: (name, value) => updates.set(name, value),
  });
  const [output, ...buffers] = interpret([result, ...updates.values()], feeds);
  const named = [...updates.keys()].map((name, i) => [name, buffers[i]] as const);
  return { output, shape: result.shape, buffers: new Map(named), noises };
}

function fail(message: string): never {
  throw new Error(message);
}

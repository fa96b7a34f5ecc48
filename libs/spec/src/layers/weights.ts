/** Kernel and bias, which dense and convolution layers have alike. */
import { add, reshape, type Value } from '@kantor/graph';
import type { StaticShape } from '@kantor/tensor';
import * as z from 'zod';
import { biasInit, initSchema, kernelInit, type Fans, type InitScheme } from '../init.js';
import type { Parameter } from '../network.js';
import { channelShape, type LayerContext, type Site } from './layer.js';

/** The keys of model.json that go with weights. */
export const weightKeys = {
  bias: z.boolean().default(true).describe('Whether a number per unit or filter is added.'),
  init: initSchema.optional().describe("How kernel and bias start, instead of the network's init."),
};

export interface WeightOptions {
  readonly bias: boolean;
  readonly init?: InitScheme | undefined;
}

export interface Weights {
  readonly parameters: readonly Parameter[];
  kernel(context: LayerContext): Value;
  /** y [N, O, …] plus the bias [O], if there is one. */
  addBias(y: Value, context: LayerContext): Value;
}

export interface WeightShapes {
  readonly kernel: StaticShape;
  readonly fans: Fans;
  /** Without the batch axis; the bias runs along its first axis. */
  readonly output: StaticShape;
}

export function weights(site: Site, options: WeightOptions, { kernel, fans, output }: WeightShapes): Weights {
  const scheme = options.init ?? site.init;
  const kernelName = `${site.name}.kernel`;
  const biasName = `${site.name}.bias`;
  const parameters: Parameter[] = [{ name: kernelName, shape: kernel, init: kernelInit(scheme, fans) }];
  if (options.bias) parameters.push({ name: biasName, shape: [output[0]], init: biasInit(scheme, fans) });
  return {
    parameters,
    kernel: ({ read }) => read(kernelName),
    addBias: (y, { read }) => (options.bias ? add(y, reshape(read(biasName), channelShape(output))) : y),
  };
}

/** A spec made ready for building programs: its networks, optimizers, and the shape of every state. */
import type { StaticShape } from '@kantor/tensor';
import { buildNetworks, dataShape, type ModelSpec, type Network } from '@kantor/spec';
import { createOptimizer, optimizerShapes, type Optimizer } from './optimizers.js';

export interface Model {
  readonly spec: ModelSpec;
  readonly critic: Network;
  readonly generator: Network;
  readonly criticOptimizer: Optimizer;
  readonly generatorOptimizer: Optimizer;
  /** Shape of one sample, without the batch. */
  readonly sampleShape: StaticShape;
  /** Shapes of all states: parameters, running statistics, optimizer slots, averaged parameters. */
  readonly shapes: ReadonlyMap<string, StaticShape>;
}

/** Name of the exponential moving average of a generator's parameter or running statistic. */
export function averageName(name: string): string {
  return `ema.${name}`;
}

/** Parameters and running statistics of a network. */
export function networkStates({ parameters, buffers }: Network): { name: string; shape: StaticShape }[] {
  return [...parameters, ...buffers].map(({ name, shape }) => ({ name, shape }));
}

export function createModel(spec: ModelSpec): Model {
  const { critic, generator } = buildNetworks(spec);
  const criticOptimizer = createOptimizer(spec.training.criticOptimizer);
  const generatorOptimizer = createOptimizer(spec.training.generatorOptimizer);
  const averaged = spec.training.ema === 0 ? [] : networkStates(generator);
  const shapes = new Map<string, StaticShape>([
    ...[...networkStates(critic), ...networkStates(generator)].map(
      ({ name, shape }) => [name, shape] as const,
    ),
    ...optimizerShapes('critic', criticOptimizer, critic.parameters),
    ...optimizerShapes('generator', generatorOptimizer, generator.parameters),
    ...averaged.map(({ name, shape }) => [averageName(name), shape] as const),
  ]);
  return {
    spec,
    critic,
    generator,
    criticOptimizer,
    generatorOptimizer,
    sampleShape: dataShape(spec.data),
    shapes,
  };
}

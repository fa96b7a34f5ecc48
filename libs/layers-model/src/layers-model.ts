/**
 * A network of model.json, with its weights, as the Keras layers of a TensorFlow.js LayersModel: one stock layer or a
 * few for each layer, always as a functional model. It neither needs nor runs TensorFlow.js.
 */
import type { LayerSpec } from '@kantor/spec';
import type { StaticShape, TensorMap } from '@kantor/tensor';
import { writeChain } from './chain.js';
import { channelsLast, inOwnOrder } from './flow.js';
import { createTopology, type KerasLayer, type NamedWeight } from './topology.js';

export interface LayersModelOptions {
  readonly name: string;
  /** Numbers in a latent. */
  readonly latentSize: number;
  /** The generator's layers, whose shapes `parseModel` and `buildNetworks` have checked. */
  readonly layers: readonly LayerSpec[];
  /** Weights and running statistics by name, such as `generator.0.kernel`. */
  readonly values: TensorMap;
}

export interface LayersModel {
  readonly name: string;
  /** Each after those that it takes from; the first is the input, `latent` [N, Z]. */
  readonly layers: readonly KerasLayer[];
  /** Name of the layer that gives the samples. */
  readonly output: string;
  /** Of one sample, without the batch axis: [H, W, C] for images. */
  readonly outputShape: StaticShape;
  readonly weights: readonly NamedWeight[];
}

/** @throws KantorError `layers-model/weights` naming the layer if one of its weights is missing. */
export function layersModel({ name, latentSize, layers, values }: LayersModelOptions): LayersModel {
  const topology = createTopology();
  const latent = topology.add({
    className: 'InputLayer',
    name: 'latent',
    from: [],
    config: { batch_input_shape: [null, latentSize], sparse: false },
  });
  const samples = writeChain(layers, {
    name: 'generator',
    where: 'generator.layers',
    input: { from: latent, shape: [latentSize] },
    topology,
    values,
  });
  const { from, shape } = inOwnOrder(topology, samples);
  return {
    name,
    layers: topology.layers,
    output: from,
    outputShape: channelsLast(shape),
    weights: topology.weights,
  };
}

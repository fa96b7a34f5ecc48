/** The Keras layers of a model and their weights, gathered one after the other. It knows no kind of layer. */
import type { FloatTensor } from '@kantor/tensor';

/** A layer as Keras writes it in JSON. */
export interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** One call of the layer: [name, 0, 0, {}] of each layer that it takes from. None for the model's input. */
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

/** A weight by the name that TensorFlow.js looks for: `generator.3/kernel`. */
export interface NamedWeight {
  readonly name: string;
  readonly tensor: FloatTensor;
}

export interface NewLayer {
  readonly className: string;
  /** Unique in the model. */
  readonly name: string;
  /** Names of the layers that it takes from. */
  readonly from: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** By their names within the layer, such as `kernel`. */
  readonly weights?: Readonly<Record<string, FloatTensor>>;
}

export interface Topology {
  readonly layers: readonly KerasLayer[];
  readonly weights: readonly NamedWeight[];
  /** Gives the layer's name back. */
  readonly add: (layer: NewLayer) => string;
}

export function createTopology(): Topology {
  const layers: KerasLayer[] = [];
  const weights: NamedWeight[] = [];
  return {
    layers,
    weights,
    add({ className, name, from, config = {}, weights: own = {} }) {
      layers.push({
        class_name: className,
        name,
        config: { name, dtype: 'float32', ...config },
        inbound_nodes: from.length === 0 ? [] : [from.map((other) => [other, 0, 0, {}] as const)],
      });
      for (const [part, tensor] of Object.entries(own)) weights.push({ name: `${name}/${part}`, tensor });
      return name;
    },
  };
}

/** What a person sets for a training in the page, and the model that it makes of a toy. */
import type { ModelInput } from '@kantor/spec';

export interface Settings {
  readonly seed: number;
  /** Units of each hidden layer, in both networks. */
  readonly width: number;
  readonly method: 'gradientPenalty' | 'clip';
  /** λ of the gradient penalty. */
  readonly lambda: number;
  /** Where the critic is clipped, its weights stay within ±limit. */
  readonly limit: number;
  readonly criticSteps: number;
  readonly learningRate: number;
  readonly batchSize: number;
}

type Layers = ModelInput['generator']['layers'];

function resize(layers: Layers, width: number): Layers {
  return layers.map((layer, i) =>
    layer.kind === 'dense' && i < layers.length - 1 ? { ...layer, units: width } : layer,
  );
}

/** The toy with these settings. A clipped critic is trained with RMSProp, as in the WGAN paper: momentum upsets it. */
export function applySettings(toy: ModelInput, settings: Settings): ModelInput {
  const { width, method, lambda, limit, criticSteps, learningRate, batchSize } = settings;
  const optimizer =
    method === 'clip'
      ? { kind: 'rmsprop' as const, learningRate }
      : { ...toy.training.criticOptimizer, learningRate };
  return {
    ...toy,
    generator: { ...toy.generator, layers: resize(toy.generator.layers, width) },
    critic: { ...toy.critic, layers: resize(toy.critic.layers, width) },
    objective: {
      ...toy.objective,
      lipschitz: method === 'clip' ? { method, limit } : { method, lambda },
    },
    training: {
      ...toy.training,
      batchSize,
      criticSteps,
      criticOptimizer: optimizer,
      generatorOptimizer: optimizer,
    },
  };
}

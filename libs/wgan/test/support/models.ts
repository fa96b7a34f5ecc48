/** Small models for tests to train. */
import { parseModel, type ModelInput, type ModelSpec } from '@kantor/spec';

type Layers = ModelInput['critic']['layers'];
type Changes = Partial<Omit<ModelInput, 'training'>> & { training?: Partial<ModelInput['training']> };

const adam = { kind: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.9 } as const;

function perceptron(units: number): Layers {
  return [{ kind: 'dense', units: 8 }, { kind: 'leakyRelu' }, { kind: 'dense', units }];
}

/** WGAN-GP on points with a layer of 8 units, some of its settings replaced. */
export function pointModel({ training = {}, ...changes }: Changes = {}): ModelSpec {
  const model: ModelInput = {
    name: 'points',
    data: { kind: 'eight-gaussians' },
    latent: { size: 2 },
    generator: { layers: perceptron(2) },
    critic: { layers: perceptron(1) },
    objective: { loss: 'wasserstein', lipschitz: { method: 'gradientPenalty', lambda: 0.1 } },
    training: {
      batchSize: 4,
      steps: 10,
      criticSteps: 2,
      criticOptimizer: adam,
      generatorOptimizer: adam,
      ...training,
    },
    ...changes,
  };
  return parseModel(model);
}

/** WGAN on images [1, 4, 4], with batch norm in both networks. */
export function imageModel(when: 'afterStep' | 'beforeStep', limit: number): ModelSpec {
  const rmsprop = { kind: 'rmsprop', learningRate: 0.01 } as const;
  return parseModel({
    name: 'images',
    data: { kind: 'folder', size: 4, channels: 1 },
    latent: { size: 3 },
    generator: {
      layers: [
        { kind: 'reshape', shape: [3, 1, 1] },
        { kind: 'convTranspose', filters: 2, kernel: 2, padding: 0 },
        { kind: 'batchNorm' },
        { kind: 'relu' },
        { kind: 'convTranspose', filters: 1, kernel: 4, stride: 2 },
      ],
    },
    critic: {
      layers: [
        { kind: 'conv', filters: 2, kernel: 2, stride: 2 },
        { kind: 'batchNorm' },
        { kind: 'leakyRelu' },
        { kind: 'flatten' },
        { kind: 'dense', units: 1 },
      ],
    },
    objective: { loss: 'wasserstein', lipschitz: { method: 'clip', limit, when } },
    training: { batchSize: 4, steps: 10, criticOptimizer: rmsprop, generatorOptimizer: rmsprop },
  } satisfies ModelInput);
}

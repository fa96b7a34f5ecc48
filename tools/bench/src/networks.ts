/** The models that are measured: DCGAN networks for 28x28 images, kernel 5 and stride 2, at two widths. */
import { parseModel, type ModelSpec } from '@kantor/spec';

export type Method = 'WGAN' | 'WGAN-GP';
export const methods: readonly Method[] = ['WGAN', 'WGAN-GP'];
export const batchSize = 64;
export const latentSize = 128;
export const alpha = 0.2;

const objectives = {
  WGAN: {
    lipschitz: { method: 'clip', limit: 0.01, when: 'afterStep' },
    optimizer: { kind: 'rmsprop', learningRate: 5e-5, semantics: 'pytorch' },
  },
  'WGAN-GP': {
    lipschitz: { method: 'gradientPenalty', lambda: 10, sided: 'two' },
    optimizer: { kind: 'adam', learningRate: 1e-4, beta1: 0.5, beta2: 0.9 },
  },
} as const;

/** @param filters of the critic's first convolution; the second has twice as many, the generator mirrors it. */
export function benchModel(method: Method, filters: number): ModelSpec {
  const { lipschitz, optimizer } = objectives[method];
  const window = { kernel: 5, stride: 2 };
  return parseModel({
    name: `bench-${method.toLowerCase()}-${filters}`,
    description: 'A model for measuring.',
    data: { kind: 'mnist', range: [-1, 1] },
    latent: { size: latentSize, distribution: 'normal' },
    generator: {
      init: { scheme: 'he' },
      layers: [
        { kind: 'dense', units: 2 * filters * 49 },
        { kind: 'reshape', shape: [2 * filters, 7, 7] },
        { kind: 'relu' },
        { kind: 'convTranspose', filters, ...window },
        { kind: 'relu' },
        { kind: 'convTranspose', filters: 1, ...window },
        { kind: 'tanh' },
      ],
    },
    critic: {
      init: { scheme: 'he' },
      layers: [
        { kind: 'conv', filters, ...window },
        { kind: 'leakyRelu', alpha },
        { kind: 'conv', filters: 2 * filters, ...window },
        { kind: 'leakyRelu', alpha },
        { kind: 'flatten' },
        { kind: 'dense', units: 1 },
      ],
    },
    objective: { loss: 'wasserstein', lipschitz },
    training: { batchSize, steps: 1000, criticOptimizer: optimizer, generatorOptimizer: optimizer },
  });
}

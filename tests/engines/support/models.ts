/** Small models like those that are shipped, and pictures for them to learn. */
import { parseModel, type ModelInput, type ModelSpec } from '@kantor/spec';
import { floats, stream } from '@kantor/tensor';
import { eightGaussians } from '@kantor/dataset';
import type { BatchSource } from '@kantor/wgan';

export interface ParityModel {
  readonly spec: ModelSpec;
  readonly source: BatchSource;
}

type Layers = ModelInput['critic']['layers'];

const size = 16;
const window = { kernel: 4, stride: 2 } as const;

/** A bright disc on a dark ground in each picture [1, size, size], its place and radius from chance. */
const discs: BatchSource = {
  sampleShape: [1, size, size],
  batch(index, count) {
    const chance = stream(1, 'test/discs', index).uniform(new Float32Array(3 * count));
    const data = new Float32Array(count * size * size);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / size) % size, i % size];
      const [y, x, radius] = chance.subarray(3 * Math.floor(i / size / size));
      const distance = Math.hypot(row - size * (0.3 + 0.4 * y), column - size * (0.3 + 0.4 * x));
      data[i] = Math.max(-1, Math.min(1, 2 + 3 * radius - distance));
    }
    return floats([count, 1, size, size], data);
  },
};

/** DCGAN for small pictures; a norm stands where DCGAN has one, and takes the place of the bias before it. */
function networks(filters: number, generatorNorm: Layers, criticNorm: Layers) {
  const unbiased = generatorNorm.length > 0 ? { bias: false } : {};
  const generator: Layers = [
    { kind: 'dense', units: 2 * filters * 16, ...unbiased },
    { kind: 'reshape', shape: [2 * filters, 4, 4] },
    ...generatorNorm,
    { kind: 'relu' },
    { kind: 'convTranspose', filters, ...window, ...unbiased },
    ...generatorNorm,
    { kind: 'relu' },
    { kind: 'convTranspose', filters: 1, ...window },
    { kind: 'tanh' },
  ];
  const critic: Layers = [
    { kind: 'conv', filters, ...window },
    { kind: 'leakyRelu' },
    { kind: 'conv', filters: 2 * filters, ...window, ...(criticNorm.length > 0 ? { bias: false } : {}) },
    ...criticNorm,
    { kind: 'leakyRelu' },
    { kind: 'flatten' },
    { kind: 'dense', units: 1 },
  ];
  return { generator: { layers: generator }, critic: { layers: critic } };
}

const rmsprop = { kind: 'rmsprop', learningRate: 5e-5 } as const;
const adam = { kind: 'adam', learningRate: 1e-4, beta1: 0.5, beta2: 0.9 } as const;
const clip = { method: 'clip', limit: 0.01 } as const;
const penalty = { method: 'gradientPenalty', lambda: 10 } as const;

function pictures(name: string, changes: Omit<ModelInput, 'name' | 'data' | 'latent'>): ParityModel {
  const spec = parseModel({
    name,
    data: { kind: 'folder', size, channels: 1 },
    latent: { size: 16 },
    ...changes,
  });
  return { spec, source: discs };
}

const steps = { batchSize: 8, steps: 20, criticSteps: 2 } as const;
const norm: Layers = [{ kind: 'batchNorm' }];

export const parityModels: readonly ParityModel[] = [
  pictures('wgan-conv', {
    ...networks(16, [], []),
    objective: { loss: 'wasserstein', lipschitz: clip },
    training: { ...steps, criticOptimizer: rmsprop, generatorOptimizer: rmsprop },
  }),
  pictures('wgan-conv-batch-norm', {
    ...networks(8, norm, norm),
    objective: { loss: 'wasserstein', lipschitz: clip },
    training: { ...steps, criticOptimizer: rmsprop, generatorOptimizer: rmsprop },
  }),
  pictures('wgan-gp-conv', {
    ...networks(16, norm, [{ kind: 'layerNorm' }]),
    objective: { loss: 'wasserstein', lipschitz: penalty },
    training: { ...steps, criticOptimizer: adam, generatorOptimizer: adam, ema: 0.9 },
  }),
  {
    spec: parseModel({
      name: 'wgan-gp-mlp',
      data: { kind: 'eight-gaussians' },
      latent: { size: 2 },
      generator: { layers: perceptron(2) },
      critic: { layers: perceptron(1) },
      objective: { loss: 'wasserstein', lipschitz: { ...penalty, lambda: 0.1 } },
      training: { ...steps, batchSize: 64, criticOptimizer: adam, generatorOptimizer: adam },
    }),
    source: eightGaussians(1),
  },
];

function perceptron(units: number): Layers {
  return [
    { kind: 'dense', units: 64 },
    { kind: 'relu' },
    { kind: 'dense', units: 64 },
    { kind: 'relu' },
    { kind: 'dense', units },
  ];
}

/** Generators of model.json with trained-like weights: the folded ONNX model equals the graph as it was, with fewer nodes. */
import { input, type InputValue, type Value } from '@kantor/graph';
import { foldWeights, readOnnx, writeOnnx } from '@kantor/onnx';
import { buildNetworks, parseModel, type ModelInput } from '@kantor/spec';
import { floats, sizeOf, stream, type FloatTensor, type StaticShape } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../libs/graph/test/interpret.js';
import { normal, runModel, worstError } from './run-model.js';

type Layers = ModelInput['generator']['layers'];

const latent = 6;
const optimizer = { kind: 'adam', learningRate: 1e-4 } as const;

/** The generator of a model whose images are 28x28, and random weights for it. */
function generator(layers: Layers) {
  const spec = parseModel({
    name: 'test',
    data: { kind: 'mnist', range: [-1, 1] },
    latent: { size: latent, distribution: 'normal' },
    generator: { layers },
    critic: { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 1 }] },
    objective: { loss: 'wasserstein', lipschitz: { method: 'none' } },
    training: { batchSize: 4, steps: 1, criticOptimizer: optimizer, generatorOptimizer: optimizer },
  });
  const network = buildNetworks(spec).generator;
  const tensors = [...network.parameters, ...network.buffers];
  const weights = Object.fromEntries(tensors.map(({ name, shape }) => [name, weightOf(name, shape)]));
  const inputs = new Map(tensors.map(({ name, shape }) => [name, input(name, shape)]));
  const z = input('latent', ['N', latent]);
  const { output } = network.apply(z, {
    read: (name) => inputs.get(name) as InputValue,
    training: false,
    noise: () => z,
  });
  return { z, output, weights };
}

/** Gains and variances that are far from 1, so that a scale that was lost or used twice shows. */
function weightOf(name: string, shape: StaticShape): FloatTensor {
  const values = normal(name, shape);
  if (name.endsWith('.kernel')) return floats(shape, values.data.map((v) => v * 0.4)); // prettier-ignore
  if (!name.endsWith('.gain') && !name.endsWith('.variance')) return values;
  const uniform = stream(5, name).uniform(new Float32Array(sizeOf(shape)));
  return floats(shape, uniform.map((u) => 0.25 + 2 * u)); // prettier-ignore
}

const norm = { kind: 'batchNorm' } as const;
const relu = { kind: 'relu' } as const;
const image: Layers[number] = { kind: 'reshape', shape: [4, 7, 7] };
const grow = (filters: number, bias = false) =>
  ({ kind: 'convTranspose', filters, kernel: 4, stride: 2, bias }) as const;

const generators: readonly (readonly [string, Layers, Record<string, number>])[] = [
  [
    'dense, transposed convolutions, as DCGAN',
    [
      { kind: 'dense', units: 196, bias: false },
      image,
      norm,
      relu,
      grow(3),
      norm,
      relu,
      grow(1),
      { kind: 'tanh' },
    ],
    { Gemm: 1, Reshape: 1, Relu: 2, ConvTranspose: 2, Tanh: 1 },
  ],
  [
    'the same with biases and a 5x5 kernel that needs uneven padding',
    [
      { kind: 'dense', units: 196 },
      image,
      norm,
      relu,
      { kind: 'convTranspose', filters: 3, kernel: 5, stride: 2 },
      norm,
      { kind: 'leakyRelu', alpha: 0.2 },
      { kind: 'convTranspose', filters: 1, kernel: 3, stride: 2 },
      norm,
      { kind: 'tanh' },
    ],
    { Gemm: 1, Reshape: 1, Relu: 1, LeakyRelu: 1, ConvTranspose: 2, Tanh: 1 },
  ],
  [
    'dense layers alone',
    [
      { kind: 'dense', units: 9 },
      norm,
      relu,
      { kind: 'dense', units: 784 },
      norm,
      { kind: 'reshape', shape: [1, 28, 28] },
    ],
    { Gemm: 2, Relu: 1, Reshape: 1 },
  ],
  [
    'upsampling, convolutions and a residual block, whose first norm follows an addition',
    [
      { kind: 'dense', units: 196 },
      image,
      {
        kind: 'residual',
        body: [
          norm,
          relu,
          { kind: 'upsample', factor: 4 },
          { kind: 'conv', filters: 3, kernel: 3 },
          norm,
          relu,
          { kind: 'conv', filters: 2, kernel: 3 },
        ],
        shortcut: [
          { kind: 'upsample', factor: 4 },
          { kind: 'conv', filters: 2, kernel: 1 },
        ],
      },
      norm,
      relu,
      { kind: 'conv', filters: 1, kernel: 3 },
      { kind: 'tanh' },
    ],
    // Each upsampling: reshape, expand, reshape. Scale and shift of the two norms that have no layer of their own.
    { Gemm: 1, Reshape: 5, Expand: 2, Conv: 4, Relu: 3, Mul: 2, Add: 3, Tanh: 1 },
  ],
];

describe.each(generators)('%s', (_what, layers, operators) => {
  const { z, output, weights } = generator(layers);
  const write = (samples: Value, opset = 17) =>
    writeOnnx({ name: 'generator', inputs: [z], outputs: [['samples', samples]], weights }, { opset });

  it('folds to the operators that are left, none of them on shapes', () => {
    expect(readOnnx(write(foldWeights(output, weights))).operators).toEqual(operators);
  });

  it.each([1, 3])('equals the graph as it was, N = %i', async (batch) => {
    const latents = normal(`latents ${batch}`, [batch, latent]);
    const given = new Map(Object.entries({ ...weights, latent: latents }));
    const [expected] = interpret([output], given);
    const folded = foldWeights(output, weights);
    const [exact] = interpret([folded], new Map([['latent', latents]]));
    expect(worstError(exact.data, expected.data)).toBeLessThan(1e-6); // but for the rounding of folded weights
    for (const opset of [13, 17, 22]) {
      const { samples } = await runModel(write(folded, opset), { latent: latents });
      expect(samples.shape).toEqual([batch, 1, 28, 28]);
      expect(worstError(samples.data as Float32Array, expected.data)).toBeLessThan(1e-6);
      const unfolded = await runModel(write(output, opset), { latent: latents });
      expect(worstError(samples.data as Float32Array, unfolded['samples'].data as Float32Array)).toBeLessThan(
        1e-6,
      );
    }
  });
});

/** Batch norm, as it samples, folded into the layer before it: the same function with fewer nodes. */
import {
  add,
  conv,
  convInputGrad,
  constant,
  input,
  leakyRelu,
  matmul,
  mul,
  onnx,
  reciprocal,
  relu,
  reshape,
  sqrt,
  sub,
  tanh,
  type Value,
} from '@kantor/graph';
import { foldWeights, readOnnx, writeOnnx } from '@kantor/onnx';
import { floats, sizeOf, stream, type StaticShape, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from '../../graph/test/interpret.js';

/** Makes inputs that stand for weights, each with random numbers between .5 and 1.5, and collects the numbers. */
function weightMaker() {
  const weights: Record<string, ReturnType<typeof floats>> = {};
  const weight = (name: string, shape: StaticShape): Value => {
    const data = stream(3, name).uniform(new Float32Array(sizeOf(shape)));
    weights[name] = floats(shape, data.map((u) => 0.5 + u)); // prettier-ignore
    return input(name, shape);
  };
  return { weights, weight };
}
type Weight = ReturnType<typeof weightMaker>['weight'];

/** y = gain · (x − mean) / √(variance + ε) + bias, written as one scale and one shift a channel. */
function batchNorm(x: Value, weight: Weight, name = 'norm'): Value {
  const channels = x.shape[1] as number;
  const [gain, bias, mean, variance] = ['gain', 'bias', 'mean', 'variance'].map((part) =>
    weight(`${name}.${part}`, [channels]),
  );
  const perChannel = x.shape.map((_, axis) => (axis === 1 ? channels : 1));
  const scale = mul(gain, reciprocal(sqrt(add(variance, 1e-5))));
  const shift = sub(bias, mul(mean, scale));
  return add(mul(x, reshape(scale, perChannel)), reshape(shift, perChannel));
}

const window = { strides: [2, 2], pads: [1, 0, 0, 1] } as const;
const image = (x: Value, channels: number, size: number) => reshape(x, ['N', channels, size, size]);

const dense = (x: Value, weight: Weight) => matmul(x, weight('kernel', [16, 12]));
const biased = (x: Value, weight: Weight) => add(dense(x, weight), weight('bias', [12]));
const convolution = (x: Value, weight: Weight) =>
  conv(image(x, 1, 4), weight('kernel', [3, 1, 2, 2]), window);
const transposed = (x: Value, weight: Weight) =>
  convInputGrad(image(x, 4, 2), weight('kernel', [4, 3, 3, 3]), { ...window, inputSize: [4, 4] });
const withBias = (x: Value, weight: Weight) => add(x, reshape(weight('bias', [3]), [1, 3, 1, 1]));

type Build = (x: Value, weight: Weight) => Value;

interface Folded {
  readonly before: Value;
  readonly after: Value;
  readonly weights: TensorMap;
}
function fold(build: Build): Folded {
  const { weights, weight } = weightMaker();
  const before = build(input('x', ['N', 16]), weight);
  return { before, after: foldWeights(before, weights), weights };
}

function operatorsOf(output: Value): Record<string, number> {
  return readOnnx(writeOnnx({ name: 'g', inputs: [input('x', ['N', 16])], outputs: [['y', output]] }))
    .operators;
}

/** Largest difference between both graphs in float64, relative to the largest number. */
function difference({ before, after, weights }: Folded, batch = 3): number {
  const x = stream(4, 'x').normal(new Float32Array(batch * 16));
  const feed: [string, { shape: StaticShape; data: Float32Array }] = ['x', { shape: [batch, 16], data: x }];
  const given = new Map([
    feed,
    ...(Object.entries(weights) as [string, { shape: StaticShape; data: Float32Array }][]),
  ]);
  const [expected] = interpret([before], given);
  const [actual] = interpret([after], new Map([feed]));
  expect(actual.shape).toEqual(expected.shape);
  const largest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0.5);
  return (
    actual.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected.data[i])), 0) / largest
  );
}

describe('batch norm disappears into', () => {
  it.each<[string, Build, Record<string, number>]>([
    ['a dense layer', (x, w) => batchNorm(dense(x, w), w), { Gemm: 1 }],
    ['a dense layer with a bias', (x, w) => batchNorm(biased(x, w), w), { Gemm: 1 }],
    [
      'a dense layer with a transposed kernel',
      (x, w) => batchNorm(matmul(x, w('kernel', [12, 16]), { transposeB: true }), w),
      { Gemm: 1 },
    ],
    [
      'a dense layer whose units are reshaped to an image',
      (x, w) => batchNorm(image(biased(x, w), 3, 2), w),
      { Gemm: 1, Reshape: 1 },
    ],
    ['a convolution', (x, w) => batchNorm(convolution(x, w), w), { Reshape: 1, Conv: 1 }],
    [
      'a convolution with a bias',
      (x, w) => batchNorm(withBias(convolution(x, w), w), w),
      { Reshape: 1, Conv: 1 },
    ],
    ['a transposed convolution', (x, w) => batchNorm(transposed(x, w), w), { Reshape: 1, ConvTranspose: 1 }],
    [
      'a transposed convolution with a bias',
      (x, w) => batchNorm(withBias(transposed(x, w), w), w),
      { Reshape: 1, ConvTranspose: 1 },
    ],
    [
      'two layers in turn',
      (x, w) => {
        const hidden = leakyRelu(batchNorm(image(biased(x, w), 3, 2), w, 'first'), 0.2);
        const kernel = w('second.kernel', [3, 2, 4, 4]);
        const samples = convInputGrad(hidden, kernel, {
          strides: [2, 2],
          pads: [1, 1, 1, 1],
          inputSize: [4, 4],
        });
        return tanh(batchNorm(samples, w, 'last'));
      },
      { Gemm: 1, Reshape: 1, LeakyRelu: 1, ConvTranspose: 1, Tanh: 1 },
    ],
    ['a dense layer twice over', (x, w) => batchNorm(batchNorm(dense(x, w), w, 'a'), w, 'b'), { Gemm: 1 }],
  ])('%s', (_what, build, operators) => {
    const folded = fold(build);
    expect(difference(folded)).toBeLessThan(1e-6);
    expect(operatorsOf(folded.after)).toEqual(operators);
  });

  it('a layer that a scalar scales and shifts', () => {
    const folded = fold((x, w) => sub(1, mul(add(mul(0.5, convolution(x, w)), 2), 3)));
    expect(difference(folded)).toBeLessThan(1e-6);
    expect(operatorsOf(folded.after)).toEqual({ Reshape: 1, Conv: 1, Sub: 1 });
  });
});

describe('nothing is folded', () => {
  it.each<[string, Build, Record<string, number>]>([
    [
      'if the layer has another user',
      (x, w) => {
        const linear = convolution(x, w);
        return add(batchNorm(linear, w), relu(linear));
      },
      { Reshape: 1, Conv: 1, Mul: 1, Add: 2, Relu: 1 },
    ],
    [
      'if the scaled layer has another user',
      (x, w) => {
        const scaled = mul(convolution(x, w), reshape(w('scale', [3]), [1, 3, 1, 1]));
        return add(add(scaled, 1), relu(scaled));
      },
      { Reshape: 1, Conv: 1, Add: 2, Relu: 1 }, // the scale itself is; what follows is not
    ],
    [
      'if an activation stands between',
      (x, w) => batchNorm(relu(convolution(x, w)), w),
      { Reshape: 1, Conv: 1, Relu: 1, Mul: 1, Add: 1 },
    ],
    [
      'if the factor differs from pixel to pixel',
      (x, w) => mul(convolution(x, w), w('scale', [1, 3, 2, 2])),
      { Reshape: 1, Conv: 1, Mul: 1 },
    ],
    [
      'if the factor comes from the input',
      (x, w) => mul(dense(x, w), matmul(x, w('gate', [16, 12]))),
      { Gemm: 2, Mul: 1 },
    ],
    [
      'if the scale makes the result larger',
      (x, w) => mul(conv(image(x, 1, 4), w('kernel', [1, 1, 2, 2]), window), w('scale', [1, 3, 1, 1])),
      { Reshape: 1, Conv: 1, Mul: 1 },
    ],
    [
      'if the shift makes the result larger',
      (x, w) => add(matmul(x, w('kernel', [16, 1])), w('shift', [5])),
      { Gemm: 1, Add: 1 },
    ],
    [
      'if a reshape moves units between samples',
      (x, w) => add(reshape(reshape(dense(x, w), [12, 'N']), [12, 'N']), w('shift', [12, 1])),
      { Gemm: 1, Reshape: 2, Add: 1 },
    ],
    [
      'if an operator is opaque',
      (x, w) => batchNorm(onnx('Elu', [convolution(x, w)], { shape: ['N', 3, 2, 2] }), w),
      { Reshape: 1, Conv: 1, Elu: 1, Mul: 1, Add: 1 },
    ],
  ])('%s', (what, build, operators) => {
    const folded = fold(build);
    expect(operatorsOf(folded.after)).toEqual(operators);
    if (!what.includes('opaque')) expect(difference(folded)).toBeLessThan(1e-6);
  });
});

describe('weights', () => {
  it('are all put in: nothing but the latent is left to feed', () => {
    const { after } = fold((x, w) => tanh(batchNorm(convolution(x, w), w)));
    expect(() => operatorsOf(after)).not.toThrow();
  });

  it('that are not given stay inputs', () => {
    const after = foldWeights(matmul(input('x', ['N', 16]), input('kernel', [16, 12])), {});
    expect(() => operatorsOf(after)).toThrow(/reads 'kernel'/);
  });

  it('of another shape are refused', () => {
    const { before, weights } = fold(dense);
    const wrong = { ...weights, kernel: floats([12, 16], new Float32Array(192)) };
    expect(() => foldWeights(before, wrong)).toThrow(expect.objectContaining({ code: 'onnx/weight' }));
  });

  it('are not written over', () => {
    const { weights, weight } = weightMaker();
    const samples = batchNorm(biased(input('x', ['N', 16]), weight), weight);
    const copies = structuredClone(weights);
    foldWeights(samples, weights);
    expect(weights).toEqual(copies);
  });

  it('of constants are computed as float32', () => {
    const third = mul(constant(1), reciprocal(constant(3)));
    const { op } = foldWeights(third, {});
    expect(op).toEqual({ kind: 'constant', value: floats([], [Math.fround(1 / 3)]) });
  });
});

/**
 * Which gradients of gradients TensorFlow.js 4.22 gets right, gets wrong without a word, and refuses, beside ours and
 * central differences. They are pinned so that we notice if it is ever repaired; docs/engines.md has the list.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  abs,
  add,
  clip,
  constant,
  conv,
  div,
  exp,
  leakyRelu,
  log,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  reciprocal,
  relu,
  sigmoid,
  softplus,
  sqrt,
  square,
  sum,
  tanh,
  type Value,
} from '@kantor/graph';
import type { StaticShape } from '@kantor/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../libs/spec/test/apply.js';
import { normal } from '../onnx/run-model.js';
import { engine } from '../training/support.js';
import { centralDifferences, ourGradient, relativeError, theirGradient, type Critic } from './penalties.js';
import { useStock } from './stock.js';

beforeAll(useStock);

/** 'wrong' without a word; or what TensorFlow.js throws. */
type Verdict = 'right' | 'wrong' | RegExp;
type Ours = (x: Value) => Value;
type Theirs = (x: tf.Tensor) => tf.Tensor;
type Row = readonly [name: string, verdict: Verdict, ours: Ours, theirs: Theirs];

function never(): never {
  throw new Error('This layer has neither weights nor noise.');
}

/** A layer of model.json that has no weights. */
const layer =
  (spec: object, shape: StaticShape): Ours =>
  (x) =>
    build([spec], shape).apply(x, { training: true, read: never, noise: never, update: never });

const noGradientOf = (kernel: string): RegExp => new RegExp(`gradient function not found for ${kernel}`);

const units = 4;
const positive = (x: Value): Value => add(square(x), 1);
const theirPositive = (x: tf.Tensor): tf.Tensor => tf.add(tf.square(x), 1);
const softmax = (x: Value): Value => div(exp(x), sum(exp(x), { axes: [1], keepDims: true }));

const onVectors: readonly Row[] = [
  ['relu', 'right', relu, tf.relu],
  ['softplus', 'right', softplus, tf.softplus],
  ['abs', 'right', abs, tf.abs],
  ['square', 'right', square, tf.square],
  ['sqrt', 'right', (x) => sqrt(positive(x)), (x) => tf.sqrt(theirPositive(x))],
  ['log', 'right', (x) => log(positive(x)), (x) => tf.log(theirPositive(x))],
  ['div', 'right', (x) => div(1, positive(x)), (x) => tf.div(1, theirPositive(x))],
  ['reciprocal', 'right', (x) => reciprocal(positive(x)), (x) => tf.reciprocal(theirPositive(x))],
  ['maximum with a number', 'right', (x) => maximum(x, 0), (x) => tf.maximum(x, 0)],

  ['tanh', 'wrong', tanh, tf.tanh],
  ['sigmoid', 'wrong', sigmoid, tf.sigmoid],
  ['exp', 'wrong', exp, tf.exp],
  ['swish', 'wrong', layer({ kind: 'swish' }, [units]), (x) => tf.mul(x, tf.sigmoid(x))],
  ['elu', 'wrong', layer({ kind: 'elu' }, [units]), tf.elu],
  [
    'elu below another activation',
    noGradientOf('EluGrad'),
    (x) => softplus(layer({ kind: 'elu' }, [units])(x)),
    (x) => tf.softplus(tf.elu(x)),
  ],
  ['softmax', 'wrong', softmax, (x) => tf.softmax(x)],

  ['leakyRelu', noGradientOf('Greater'), (x) => leakyRelu(x, 0.2), (x) => tf.leakyRelu(x, 0.2)],
  ['prelu', noGradientOf('Greater'), (x) => leakyRelu(x, 0.2), (x) => tf.prelu(x, tf.scalar(0.2))],
  [
    'maximum of two',
    noGradientOf('Less'),
    (x) => maximum(x, mul(x, 0.2)),
    (x) => tf.maximum(x, tf.mul(x, 0.2)),
  ],
  ['minimum', noGradientOf('LessEqual'), (x) => minimum(x, 0), (x) => tf.minimum(x, 0)],
  ['clip', noGradientOf('LogicalAnd'), (x) => clip(x, -0.5, 0.5), (x) => tf.clipByValue(x, -0.5, 0.5)],
  ['relu6', noGradientOf('LessEqual'), (x) => clip(x, 0, 6), tf.relu6],
  [
    'max',
    noGradientOf('Equal'),
    (x) => mul(x, max(x, { axes: [1], keepDims: true })),
    (x) => tf.mul(x, tf.max(x, 1, true)),
  ],
];

async function expectVerdict(critic: Critic, verdict: Verdict, xShape: StaticShape, wShape: StaticShape) {
  const [x, w] = [normal('x', xShape), normal('w', wShape)];
  const differences = centralDifferences(critic, x, w);
  expect(relativeError(await ourGradient(engine, critic, x, w), differences)).toBeLessThan(1e-4);
  if (verdict === 'right') {
    expect(relativeError(theirGradient(critic, x, w), differences)).toBeLessThan(1e-4);
  } else if (verdict === 'wrong') {
    expect(relativeError(theirGradient(critic, x, w), differences)).toBeGreaterThan(0.01);
  } else {
    expect(() => theirGradient(critic, x, w)).toThrow(verdict);
  }
}

const says = (verdict: Verdict): string => (typeof verdict === 'string' ? `is ${verdict}` : 'is refused');

describe('the gradient of a gradient penalty in TensorFlow.js', () => {
  it.each(onVectors.map((row) => [row[0], says(row[1]), row] as const))(
    'through %s %s',
    async (_, __, [, verdict, ours, theirs]) => {
      const ends = normal('ends', [units, 1]);
      const critic: Critic = {
        ours: (x, w) => matmul(ours(matmul(x, w)), constant(ends)),
        theirs: (x, w) =>
          tf.matMul(
            theirs(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D)),
            tf.tensor2d(ends.data, [units, 1]),
          ),
      };
      await expectVerdict(critic, verdict, [3, 5], [5, units]);
    },
  );

  const slopes: readonly (readonly [string, Theirs, slopeOf: Theirs])[] = [
    ['tanh', tf.tanh, (y) => tf.sub(1, tf.square(y))],
    ['sigmoid', tf.sigmoid, (y) => tf.mul(y, tf.sub(1, y))],
    ['exp', tf.exp, (y) => y],
  ];
  it.each(slopes)('takes the output that %s keeps for a constant', (_, activation, slopeOf) => {
    const [x, w] = [normal('x', [3, 5]), normal('w', [5, units])].map(({ data, shape }) => {
      return tf.tensor2d(data, [shape[0], shape[1]]);
    });
    const penalty = (gradient: tf.Tensor): tf.Scalar =>
      tf.mean(tf.square(tf.sub(tf.sqrt(tf.sum(tf.square(gradient), 1)), 1)));
    const byTfjs = tf.grad((weights) =>
      penalty(tf.grad((at) => tf.sum(activation(tf.matMul(at as tf.Tensor2D, weights as tf.Tensor2D))))(x)),
    )(w);
    const constant = slopeOf(activation(tf.matMul(x, w))) as tf.Tensor2D;
    const asIf = tf.grad((weights) => penalty(tf.matMul(constant, weights, false, true)))(w);
    expect(relativeError(byTfjs.dataSync(), Array.from(asIf.dataSync()))).toBeLessThan(1e-5);
  });

  const image: StaticShape = [3, 4, 4];
  const onImages: readonly Row[] = [
    ['convolution', 'right', (x) => x, (x) => x],
    [
      'average pooling',
      noGradientOf('AvgPoolGrad'),
      layer({ kind: 'averagePool' }, image),
      (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'),
    ],
    [
      'upsampling',
      noGradientOf('ResizeNearestNeighborGrad'),
      layer({ kind: 'upsample' }, image),
      (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [8, 8]),
    ],
  ];
  it.each(onImages.map((row) => [row[0], says(row[1]), row] as const))(
    'through %s %s',
    async (_, __, [, verdict, ours, theirs]) => {
      const critic: Critic = {
        ours: (x, w) => square(ours(softplus(conv(x, w, { strides: [1, 1], pads: [1, 1, 1, 1] })))),
        theirs(x, w) {
          const [pixels, filters] = [tf.transpose(x, [0, 2, 3, 1]), tf.transpose(w, [2, 3, 1, 0])];
          return tf.square(
            theirs(tf.softplus(tf.conv2d(pixels as tf.Tensor4D, filters as tf.Tensor4D, 1, 'same'))),
          );
        },
      };
      await expectVerdict(critic, verdict, [1, 2, 4, 4], [3, 2, 3, 3]);
    },
  );
});

describe('a first gradient in TensorFlow.js', () => {
  /** Σ wᵢ·yᵢ with y = f(x) has the same gradient for equal samples with equal weights. */
  const upsampled = (batch: number): number[][] =>
    tf.tidy(() => {
      const x = tf.tile(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), [batch, 1, 1, 1]);
      const weights = tf.tile(tf.reshape(tf.range(0, 16), [1, 4, 4, 1]), [batch, 1, 1, 1]);
      const f = (images: tf.Tensor) =>
        tf.sum(tf.mul(tf.image.resizeNearestNeighbor(images as tf.Tensor4D, [4, 4]), weights));
      return tf.reshape(tf.grad(f)(x), [batch, 4]).arraySync() as number[][];
    });

  it('of upsampling is right for the first sample and wrong for the next, on the backend cpu', () => {
    const right = [0 + 1 + 4 + 5, 2 + 3 + 6 + 7, 8 + 9 + 12 + 13, 10 + 11 + 14 + 15];
    expect(upsampled(1)).toEqual([right]);
    const [first, second] = upsampled(2);
    expect(first).toEqual(right);
    expect(second).not.toEqual(right);
  });

  it('of a normalization without gains is refused', () => {
    const mean = tf.tensor1d([0]);
    const f = (x: tf.Tensor) => tf.sum(tf.batchNorm(x as tf.Tensor2D, mean, tf.tensor1d([1])));
    expect(() => tf.grad(f)(tf.tensor2d([[1], [2]]))).toThrow(/undefined/);
  });
});

/** The same networks in TensorFlow.js by its own operations, in its own layout [N, H, W, C]. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { alpha, latentSize } from '../networks.js';

/** leakyRelu as it is, or written with relu, whose second derivative TensorFlow.js has. */
export type LeakyRelu = 'leakyRelu' | 'relu';

type Tf = typeof tfjs;

export interface StockNetworks {
  readonly critic: (x: tfjs.Tensor4D) => tfjs.Tensor2D; // [B, 28, 28, 1] → [B, 1]
  readonly generator: (z: tfjs.Tensor2D) => tfjs.Tensor4D; // [B, Z] → [B, 28, 28, 1]
  readonly criticWeights: readonly tfjs.Variable[];
  readonly generatorWeights: readonly tfjs.Variable[];
  readonly dispose: () => void;
}

function weight(tf: Tf, shape: number[]): tfjs.Variable {
  return tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.02, 'float32', 1)));
}

function activation(tf: Tf, kind: LeakyRelu): (x: tfjs.Tensor4D) => tfjs.Tensor4D {
  if (kind === 'leakyRelu') return (x) => tf.leakyRelu(x, alpha);
  return (x) => tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), alpha));
}

function createCritic(tf: Tf, filters: number, leaky: LeakyRelu) {
  const weights = [
    [5, 5, 1, filters],
    [filters],
    [5, 5, filters, 2 * filters],
    [2 * filters],
    [98 * filters, 1],
    [1],
  ].map((shape) => weight(tf, shape));
  const [kernel1, bias1, kernel2, bias2, kernel3, bias3] = weights;
  const act = activation(tf, leaky);
  const critic = (x: tfjs.Tensor4D): tfjs.Tensor2D => {
    const first = act(tf.add(tf.conv2d(x, kernel1 as unknown as tfjs.Tensor4D, 2, 'same'), bias1)); // [B, 14, 14, F]
    const second = act(tf.add(tf.conv2d(first, kernel2 as unknown as tfjs.Tensor4D, 2, 'same'), bias2)); // [B, 7, 7, 2F]
    return tf.add(
      tf.matMul(tf.reshape(second, [-1, 98 * filters]), kernel3 as unknown as tfjs.Tensor2D),
      bias3,
    ); // [B, 1]
  };
  return { critic, weights };
}

function createGenerator(tf: Tf, filters: number) {
  const weights = [
    [latentSize, 98 * filters],
    [98 * filters],
    [5, 5, filters, 2 * filters],
    [filters],
    [5, 5, 1, filters],
    [1],
  ].map((shape) => weight(tf, shape));
  const [kernel1, bias1, kernel2, bias2, kernel3, bias3] = weights;
  const generator = (z: tfjs.Tensor2D): tfjs.Tensor4D => {
    const batch = z.shape[0];
    const dense = tf.relu(tf.add(tf.matMul(z, kernel1 as unknown as tfjs.Tensor2D), bias1)); // [B, 98F]
    const small = tf.reshape<tfjs.Rank.R4>(dense, [batch, 7, 7, 2 * filters]);
    const up = (x: tfjs.Tensor4D, kernel: tfjs.Variable, size: number, channels: number) =>
      tf.conv2dTranspose(x, kernel as unknown as tfjs.Tensor4D, [batch, size, size, channels], 2, 'same');
    const middle = tf.relu(tf.add<tfjs.Tensor4D>(up(small, kernel2, 14, filters), bias2)); // [B, 14, 14, F]
    return tf.tanh(tf.add<tfjs.Tensor4D>(up(middle, kernel3, 28, 1), bias3)); // [B, 28, 28, 1]
  };
  return { generator, weights };
}

/** Made on the backend that is set. The caller disposes them. */
export function createStockNetworks(tf: Tf, filters: number, leaky: LeakyRelu): StockNetworks {
  const { critic, weights: criticWeights } = createCritic(tf, filters, leaky);
  const { generator, weights: generatorWeights } = createGenerator(tf, filters);
  const dispose = () => [...criticWeights, ...generatorWeights].forEach((variable) => variable.dispose());
  return { critic, generator, criticWeights, generatorWeights, dispose };
}

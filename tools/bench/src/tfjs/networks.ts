/** The same networks in TensorFlow.js by its own operations, in its own layout [N, H, W, C]. */
import * as tf from '@tensorflow/tfjs-core';
import { alpha, latentSize } from '../networks.js';

/** leakyRelu as it is, or written with relu, whose second derivative TensorFlow.js has. */
export type LeakyRelu = 'leakyRelu' | 'relu';

export interface PeerNetworks {
  readonly critic: (x: tf.Tensor4D) => tf.Tensor2D; // [B, 28, 28, 1] → [B, 1]
  readonly generator: (z: tf.Tensor2D) => tf.Tensor4D; // [B, Z] → [B, 28, 28, 1]
  readonly criticWeights: readonly tf.Variable[];
  readonly generatorWeights: readonly tf.Variable[];
  readonly dispose: () => void;
}

function weight(shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.02, 'float32', 1)));
}

function activation(kind: LeakyRelu): (x: tf.Tensor4D) => tf.Tensor4D {
  if (kind === 'leakyRelu') return (x) => tf.leakyRelu(x, alpha);
  return (x) => tf.sub(tf.relu(x), tf.mul(tf.relu(tf.neg(x)), alpha));
}

function createCritic(filters: number, leaky: LeakyRelu) {
  const weights = [
    [5, 5, 1, filters],
    [filters],
    [5, 5, filters, 2 * filters],
    [2 * filters],
    [98 * filters, 1],
    [1],
  ].map(weight);
  const [kernel1, bias1, kernel2, bias2, kernel3, bias3] = weights;
  const act = activation(leaky);
  const critic = (x: tf.Tensor4D): tf.Tensor2D => {
    const first = act(tf.add(tf.conv2d(x, kernel1 as unknown as tf.Tensor4D, 2, 'same'), bias1)); // [B, 14, 14, F]
    const second = act(tf.add(tf.conv2d(first, kernel2 as unknown as tf.Tensor4D, 2, 'same'), bias2)); // [B, 7, 7, 2F]
    return tf.add(
      tf.matMul(tf.reshape(second, [-1, 98 * filters]), kernel3 as unknown as tf.Tensor2D),
      bias3,
    ); // [B, 1]
  };
  return { critic, weights };
}

function createGenerator(filters: number) {
  const weights = [
    [latentSize, 98 * filters],
    [98 * filters],
    [5, 5, filters, 2 * filters],
    [filters],
    [5, 5, 1, filters],
    [1],
  ].map(weight);
  const [kernel1, bias1, kernel2, bias2, kernel3, bias3] = weights;
  const generator = (z: tf.Tensor2D): tf.Tensor4D => {
    const batch = z.shape[0];
    const dense = tf.relu(tf.add(tf.matMul(z, kernel1 as unknown as tf.Tensor2D), bias1)); // [B, 98F]
    const small = tf.reshape<tf.Rank.R4>(dense, [batch, 7, 7, 2 * filters]);
    const up = (x: tf.Tensor4D, kernel: tf.Variable, size: number, channels: number) =>
      tf.conv2dTranspose(x, kernel as unknown as tf.Tensor4D, [batch, size, size, channels], 2, 'same');
    const middle = tf.relu(tf.add<tf.Tensor4D>(up(small, kernel2, 14, filters), bias2)); // [B, 14, 14, F]
    return tf.tanh(tf.add<tf.Tensor4D>(up(middle, kernel3, 28, 1), bias3)); // [B, 28, 28, 1]
  };
  return { generator, weights };
}

/** Made on the backend that is set. The caller disposes them. */
export function createPeerNetworks(filters: number, leaky: LeakyRelu): PeerNetworks {
  const { critic, weights: criticWeights } = createCritic(filters, leaky);
  const { generator, weights: generatorWeights } = createGenerator(filters);
  const dispose = () => [...criticWeights, ...generatorWeights].forEach((variable) => variable.dispose());
  return { critic, generator, criticWeights, generatorWeights, dispose };
}

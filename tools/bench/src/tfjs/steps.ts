/** Critic and generator steps in TensorFlow.js, with its own gradients and optimizers. */
import * as tf from '@tensorflow/tfjs-core';
import { latentSize, type Method } from '../networks.js';
import type { PeerNetworks } from './networks.js';

function loss(networks: PeerNetworks, method: Method, batch: number): tf.Scalar {
  const { critic, generator } = networks;
  const real = tf.randomUniform<tf.Rank.R4>([batch, 28, 28, 1], -1, 1, 'float32', 2);
  const fake = generator(tf.randomNormal<tf.Rank.R2>([batch, latentSize], 0, 1, 'float32', 3));
  const bare = tf.sub<tf.Scalar>(tf.mean(critic(fake)), tf.mean(critic(real)));
  if (method === 'WGAN') return bare;
  const mix = tf.randomUniform([batch, 1, 1, 1], 0, 1, 'float32', 4);
  const mixed = tf.add<tf.Tensor4D>(fake, tf.mul(mix, tf.sub(real, fake)));
  const gradient = tf.grad((x) => tf.sum(critic(x as tf.Tensor4D)))(mixed);
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), 1e-12)); // [B]
  return tf.add<tf.Scalar>(bare, tf.mul(tf.mean(tf.square(tf.sub(norms, 1))), 10));
}

function update(optimizer: tf.Optimizer, f: () => tf.Scalar, weights: readonly tf.Variable[]): tf.Scalar {
  const { value, grads } = tf.variableGrads(f, [...weights]);
  optimizer.applyGradients(grads);
  return value;
}

export interface PeerSteps {
  /** One step, until its loss is known. */
  readonly criticStep: () => Promise<void>;
  readonly generatorStep: () => Promise<void>;
  readonly dispose: () => void;
}

async function finish(step: () => tf.Scalar): Promise<void> {
  const value = tf.tidy(step);
  await value.data();
  value.dispose();
}

export function createPeerSteps(networks: PeerNetworks, method: Method, batch: number): PeerSteps {
  const createOptimizer = () =>
    method === 'WGAN' ? tf.train.rmsprop(5e-5, 0.99) : tf.train.adam(1e-4, 0.5, 0.9);
  const [criticOptimizer, generatorOptimizer] = [createOptimizer(), createOptimizer()];
  const { critic, generator, criticWeights, generatorWeights } = networks;
  const generatorLoss = () =>
    tf.neg(tf.mean(critic(generator(tf.randomNormal([batch, latentSize], 0, 1, 'float32', 5))))) as tf.Scalar;
  return {
    criticStep: () =>
      finish(() => {
        const value = update(criticOptimizer, () => loss(networks, method, batch), criticWeights);
        if (method === 'WGAN') for (const w of criticWeights) w.assign(tf.clipByValue(w, -0.01, 0.01));
        return value;
      }),
    generatorStep: () => finish(() => update(generatorOptimizer, generatorLoss, generatorWeights)),
    dispose() {
      criticOptimizer.dispose();
      generatorOptimizer.dispose();
      networks.dispose();
    },
  };
}

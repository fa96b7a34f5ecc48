/** Critic and generator steps in TensorFlow.js, with its own gradients and optimizers, on numbers that stay the same. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { latentSize, type Method } from '../networks.js';
import type { StockNetworks } from './stock-networks.js';

type Tf = typeof tfjs;

/** What our steps are fed. The caller disposes them. */
interface Feeds {
  readonly real: tfjs.Tensor4D; // [B, 28, 28, 1]
  readonly latent: tfjs.Tensor2D; // [B, Z]
  readonly mix: tfjs.Tensor4D; // [B, 1, 1, 1]
}

function drawFeeds(tf: Tf, batch: number): Feeds {
  return {
    real: tf.randomUniform<tfjs.Rank.R4>([batch, 28, 28, 1], -1, 1, 'float32', 2),
    latent: tf.randomNormal<tfjs.Rank.R2>([batch, latentSize], 0, 1, 'float32', 3),
    mix: tf.randomUniform<tfjs.Rank.R4>([batch, 1, 1, 1], 0, 1, 'float32', 4),
  };
}

function criticLoss(
  tf: Tf,
  { critic, generator }: StockNetworks,
  method: Method,
  { real, latent, mix }: Feeds,
): tfjs.Scalar {
  const fake = generator(latent);
  const bare = tf.sub<tfjs.Scalar>(tf.mean(critic(fake)), tf.mean(critic(real)));
  if (method === 'WGAN') return bare;
  const mixed = tf.add<tfjs.Tensor4D>(fake, tf.mul(mix, tf.sub(real, fake)));
  const gradient = tf.grad((x) => tf.sum(critic(x as tfjs.Tensor4D)))(mixed);
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(gradient), [1, 2, 3]), 1e-12)); // [B]
  return tf.add<tfjs.Scalar>(bare, tf.mul(tf.mean(tf.square(tf.sub(norms, 1))), 10));
}

export interface StockSteps {
  /** One step, until its loss is known. */
  readonly criticStep: () => Promise<void>;
  readonly generatorStep: () => Promise<void>;
  readonly dispose: () => void;
}

/** Owns the networks from now on. */
export function createStockSteps(tf: Tf, networks: StockNetworks, method: Method, batch: number): StockSteps {
  const createOptimizer = () =>
    method === 'WGAN' ? tf.train.rmsprop(5e-5, 0.99) : tf.train.adam(1e-4, 0.5, 0.9);
  const [criticOptimizer, generatorOptimizer] = [createOptimizer(), createOptimizer()];
  const { critic, generator, criticWeights, generatorWeights } = networks;
  const feeds = drawFeeds(tf, batch);

  const update = (optimizer: tfjs.Optimizer, f: () => tfjs.Scalar, weights: readonly tfjs.Variable[]) => {
    const { value, grads } = tf.variableGrads(f, [...weights]);
    optimizer.applyGradients(grads);
    return value;
  };
  const finish = async (step: () => tfjs.Scalar): Promise<void> => {
    const value = tf.tidy(step);
    await value.data();
    value.dispose();
  };
  return {
    criticStep: () =>
      finish(() => {
        const value = update(criticOptimizer, () => criticLoss(tf, networks, method, feeds), criticWeights);
        if (method === 'WGAN') for (const w of criticWeights) w.assign(tf.clipByValue(w, -0.01, 0.01));
        return value;
      }),
    generatorStep: () =>
      finish(() => {
        const loss = () => tf.neg(tf.mean(critic(generator(feeds.latent)))) as tfjs.Scalar;
        return update(generatorOptimizer, loss, generatorWeights);
      }),
    dispose() {
      for (const optimizer of [criticOptimizer, generatorOptimizer]) optimizer.dispose();
      for (const feed of Object.values(feeds) as tfjs.Tensor[]) feed.dispose();
      networks.dispose();
    },
  };
}

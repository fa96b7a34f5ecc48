/** What critics and generators minimise, in operations of TensorFlow.js, from the papers and not from our graph. */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelSpec } from '@kantor/spec';

type Network = (x: tf.Tensor) => tf.Tensor; // [B, ...sample] → [B, 1]

interface Loss {
  readonly critic: (real: tf.Tensor, fake: tf.Tensor) => tf.Tensor;
  readonly generator: (fake: tf.Tensor) => tf.Tensor;
}

const mean = (x: tf.Tensor): tf.Tensor => tf.mean(x);
const meanSquare = (x: tf.Tensor): tf.Tensor => tf.mean(tf.square(x));

/** −log σ(f), from the cross entropy that TensorFlow.js has for logits. */
const crossEntropy = (label: 0 | 1, f: tf.Tensor): tf.Tensor =>
  tf.losses.sigmoidCrossEntropy(label === 1 ? tf.onesLike(f) : tf.zerosLike(f), f);

export const stockLosses: Readonly<Record<ModelSpec['objective']['loss'], Loss>> = {
  wasserstein: {
    critic: (real, fake) => tf.sub(mean(fake), mean(real)),
    generator: (fake) => tf.neg(mean(fake)),
  },
  gan: {
    critic: (real, fake) => tf.add(crossEntropy(1, real), crossEntropy(0, fake)),
    generator: (fake) => crossEntropy(1, fake),
  },
  leastSquares: {
    critic: (real, fake) => tf.div(tf.add(meanSquare(tf.sub(real, 1)), meanSquare(fake)), 2),
    generator: (fake) => tf.div(meanSquare(tf.sub(fake, 1)), 2),
  },
  hinge: {
    critic: (real, fake) => tf.add(mean(tf.relu(tf.sub(1, real))), mean(tf.relu(tf.add(1, fake)))),
    generator: (fake) => tf.neg(mean(fake)),
  },
};

/** λ·E[(‖∇f(x̂)‖ − 1)²] at x̂ = ε·x + (1 − ε)·x̃ (WGAN-GP, Algorithm 1, lines 6 and 7). */
export function stockPenalty(
  critic: Network,
  {
    real,
    fake,
    mix,
    lambda,
    sided,
  }: { real: tf.Tensor; fake: tf.Tensor; mix: tf.Tensor; lambda: number; sided: 'one' | 'two' },
): tf.Tensor {
  const epsilon = tf.reshape(mix, [mix.size, ...real.shape.slice(1).map(() => 1)]);
  const mixed = tf.add(tf.mul(epsilon, real), tf.mul(tf.sub(1, epsilon), fake));
  const gradient = tf.grad((x) => tf.sum(critic(x)))(mixed);
  const norms = tf.sqrt(tf.sum(tf.square(tf.reshape(gradient, [mix.size, -1])), 1)); // [B]
  const excess = tf.sub(norms, 1);
  return tf.mul(meanSquare(sided === 'one' ? tf.relu(excess) : excess), lambda);
}

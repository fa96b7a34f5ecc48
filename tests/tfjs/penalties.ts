/**
 * The gradient of a gradient penalty by a critic's weights, four ways: ours on an engine, TensorFlow.js's own, and central
 * differences of the penalty in float64.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Engine } from '@kantor/engine';
import { defineProgram, grad, input, type Value } from '@kantor/graph';
import type { FloatTensor } from '@kantor/tensor';
import { gradientPenalty } from '@kantor/wgan';
import { interpret } from '../../libs/graph/test/interpret.js';
import type { Numbers } from '../../libs/spec/test/apply.js';
import { stockPenalty } from './stock-losses.js';

/** A critic of x [B, ...] with weights w, in our words and in those of TensorFlow.js: scores of any shape. */
export interface Critic {
  readonly ours: (x: Value, w: Value) => Value;
  readonly theirs: (x: tf.Tensor, w: tf.Tensor) => tf.Tensor;
}

const lambda = 1;
const step = 1e-4;

/** λ·E[(‖∇f(x)‖ − 1)²] as a value of the inputs `x` and `w`. */
function penaltyOf({ ours }: Critic, x: FloatTensor, w: FloatTensor) {
  const [at, weights] = [input('x', x.shape), input('w', w.shape)];
  const { penalty } = gradientPenalty((images) => ours(images, weights), at, { lambda, sided: 'two' });
  return { at, weights, penalty };
}

export async function ourGradient(
  engine: Engine,
  critic: Critic,
  x: FloatTensor,
  w: FloatTensor,
): Promise<Float32Array> {
  const { at, weights, penalty } = penaltyOf(critic, x, w);
  const [gradient] = grad(penalty, [weights]);
  const program = defineProgram({ name: 'penalty', feeds: [at, weights], state: [], outputs: { gradient } });
  const loaded = await engine.load({ penalty: program }, {});
  try {
    return (await loaded.run('penalty', { x, w }))['gradient'].data as Float32Array;
  } finally {
    await loaded.dispose();
  }
}

export function theirGradient({ theirs }: Critic, x: FloatTensor, w: FloatTensor): Float32Array {
  return tf.tidy(() => {
    const images = tf.tensor(x.data, [...x.shape]);
    const mix = tf.ones([x.shape[0]]);
    const penalty = (weights: tf.Tensor) =>
      stockPenalty((at) => theirs(at, weights), { real: images, fake: images, mix, lambda, sided: 'two' });
    return tf
      .grad(penalty)(tf.tensor(w.data, [...w.shape]))
      .dataSync() as Float32Array;
  });
}

/** (p(w + h) − p(w − h)) / 2h for each weight. */
export function centralDifferences(critic: Critic, x: FloatTensor, w: FloatTensor): number[] {
  const { penalty } = penaltyOf(critic, x, w);
  const at = (i: number, change: number): number => {
    const data = Float64Array.from(w.data);
    data[i] += change;
    return interpret(
      [penalty],
      new Map<string, Numbers>([
        ['x', x],
        ['w', { shape: w.shape, data }],
      ]),
    )[0].data[0];
  };
  return Array.from(w.data, (_, i) => (at(i, step) - at(i, -step)) / (2 * step));
}

/** The largest difference as part of the largest number. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value))) / largest;
}

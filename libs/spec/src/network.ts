/** What a network is to its users: parameters, running statistics, and a function from values to values. */
import type { Value } from '@kantor/graph';
import { sizeOf, type StaticShape } from '@kantor/tensor';
import type { Init } from './init.js';

/** A trainable tensor. */
export interface Parameter {
  /** Unique in the model, such as `generator.0.kernel` or `critic.3.body.1.bias`. */
  readonly name: string;
  readonly shape: StaticShape;
  readonly init: Init;
}

/** A running statistic: kept like a parameter, but moved by training steps, not by gradients. */
export interface Buffer {
  /** Unique in the model, such as `generator.1.mean`. */
  readonly name: string;
  readonly shape: StaticShape;
  /** First value of every element. */
  readonly initial: number;
}

export interface ApplyContext {
  /** Value of a parameter or buffer, of its shape. */
  read(name: string): Value;
  /** True: batch statistics and dropout; false: running statistics, no dropout. */
  readonly training: boolean;
  /**
   * A uniform [0, 1) value of this full shape, batch included, for dropout; called only when training.
   * `name` is unique in the network.
   */
  noise(name: string, shape: StaticShape): Value;
}

export interface Applied {
  readonly output: Value;
  /** New running statistics by buffer name; empty unless training. */
  readonly buffers: ReadonlyMap<string, Value>;
}

export interface Network {
  /** Without the batch axis. */
  readonly inputShape: StaticShape;
  /** Without the batch axis. */
  readonly outputShape: StaticShape;
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  /**
   * x [N, ...inputShape] → output [N, ...outputShape]. N is a number or, unless training, the symbol N.
   * @throws KantorError `spec/shape` if x has another shape; `spec/batch-norm` for a batch too small to normalize.
   */
  apply(x: Value, context: ApplyContext): Applied;
}

/** Trainable numbers in a network. */
export function parameterCount(network: Network): number {
  return network.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
}

/** Activations: functions of each number by itself, on a tensor of any shape. */
import { add, exp, leakyRelu, mul, relu, sigmoid, softplus, sub, tanh, type Value } from '@kantor/graph';
import * as z from 'zod';
import { positiveNumber } from '../atoms.js';
import { stateless, type Layer, type Site } from './layer.js';

const alpha = positiveNumber;

const reluSchema = z.strictObject({ kind: z.literal('relu').describe('max(x, 0).') });
const leakyReluSchema = z.strictObject({
  kind: z.literal('leakyRelu').describe('x where x > 0, else alpha * x.'),
  alpha: alpha.default(0.2).describe('Slope below 0.'),
});
const eluSchema = z.strictObject({
  kind: z.literal('elu').describe('x where x > 0, else alpha * (exp(x) - 1).'),
  alpha: alpha.default(1).describe('How far below 0 it goes.'),
});
const tanhSchema = z.strictObject({
  kind: z.literal('tanh').describe('Hyperbolic tangent, within [-1, 1].'),
});
const sigmoidSchema = z.strictObject({
  kind: z.literal('sigmoid').describe('1 / (1 + exp(-x)), within [0, 1].'),
});
const softplusSchema = z.strictObject({ kind: z.literal('softplus').describe('log(1 + exp(x)).') });
const swishSchema = z.strictObject({ kind: z.literal('swish').describe('x * sigmoid(x).') });

export const activationSchemas = [
  reluSchema,
  leakyReluSchema,
  eluSchema,
  tanhSchema,
  sigmoidSchema,
  softplusSchema,
  swishSchema,
] as const;

export type Activation = z.output<(typeof activationSchemas)[number]>;

const kinds: readonly string[] = activationSchemas.map((schema) => schema.shape.kind.value);

export function isActivation(layer: { readonly kind: string }): layer is Activation {
  return kinds.includes(layer.kind);
}

/** relu(x) + alpha · (exp(min(x, 0)) − 1), with min(x, 0) = x − relu(x): no branch, no overflow, slope 1 above 0. */
function elu(x: Value, slope: number): Value {
  const positive = relu(x);
  return add(positive, mul(sub(exp(sub(x, positive)), 1), slope));
}

function activate(x: Value, options: Activation): Value {
  switch (options.kind) {
    case 'relu':
      return relu(x);
    case 'leakyRelu':
      return leakyRelu(x, options.alpha);
    case 'elu':
      return elu(x, options.alpha);
    case 'tanh':
      return tanh(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'softplus':
      return softplus(x);
    case 'swish':
      return mul(x, sigmoid(x));
    default:
      return options satisfies never;
  }
}

export function activation(options: Activation, { input }: Site): Layer {
  return stateless(input, (x) => activate(x, options));
}

/** The interval that an activation's values lie in. */
export function activationRange(options: Activation): readonly [lowest: number, highest: number] {
  switch (options.kind) {
    case 'relu':
    case 'softplus':
      return [0, Infinity];
    case 'elu':
      return [-options.alpha, Infinity];
    case 'tanh':
      return [-1, 1];
    case 'sigmoid':
      return [0, 1];
    case 'leakyRelu':
      return [-Infinity, Infinity];
    case 'swish':
      return [-0.28, Infinity];
    default:
      return options satisfies never;
  }
}

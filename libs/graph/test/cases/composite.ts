import * as g from '@kantor/graph';
import type { Value } from '@kantor/graph';
import type { Case } from './case.js';

/** mean((‖∇ₓ critic(x)‖ − 1)²), the penalty of WGAN-GP (arXiv 1704.00028, equation 3, without λ). */
function penalty(critic: (x: Value) => Value, x: Value): Value {
  const [slope] = g.grad(g.sum(critic(x)), [x]);
  const norm = g.sqrt(g.add(g.sum(g.square(slope), { axes: [1, 2, 3] }), 1e-12)); // [N]
  return g.mean(g.square(g.sub(norm, 1)));
}

function layerNorm(x: Value, gain: Value, bias: Value): Value {
  const options = { axes: [1, 2, 3], keepDims: true };
  const normal = g.div(g.sub(x, g.mean(x, options)), g.sqrt(g.add(g.variance(x, options), 1e-5)));
  return g.add(g.mul(normal, gain), bias);
}

const first = (x: Value, w: Value) => g.conv(x, w, { strides: [2, 2], pads: [1, 1, 1, 1] });
const last = (hidden: Value, k: Value) => g.conv(hidden, k, { strides: [1, 1], pads: [0, 0, 0, 0] });

const activations = {
  leakyRelu: (x: Value) => g.leakyRelu(x, 0.2),
  tanh: g.tanh,
  softplus: g.softplus,
  swish: (x: Value) => g.mul(x, g.sigmoid(x)),
};

export const composite: readonly Case[] = [
  ...Object.entries(activations).map(([name, activation]): Case => ({
    name: `penalty of a ${name} critic`,
    build: (x, w, k) => penalty((image) => last(activation(first(image, w)), k), x),
  })),
  {
    name: 'penalty of a layer norm critic',
    build: (x, w, k, gain, bias) =>
      penalty((image) => last(g.tanh(layerNorm(first(image, w), gain, bias)), k), x),
  },
  { name: 'mean', build: (x) => g.mean(x, { axes: [0, 2] }) },
  { name: 'variance', build: (x) => g.variance(x, { axes: [0, 2], keepDims: true }) },
];

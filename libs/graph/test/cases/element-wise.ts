import * as g from '@kantor/graph';
import { floats } from '@kantor/tensor';
import type { Case } from './case.js';

const fixed = g.constant(floats([2, 2], [0.5, -1.25, 2, 0.75]));

export const elementWise: readonly Case[] = [
  { kind: 'neg', name: 'neg', build: g.neg },
  { kind: 'exp', name: 'exp', build: g.exp },
  { kind: 'log', name: 'log', build: g.log },
  { kind: 'sqrt', name: 'sqrt', build: g.sqrt },
  { kind: 'abs', name: 'abs', build: g.abs },
  { kind: 'sign', name: 'sign', build: g.sign },
  { kind: 'square', name: 'square', build: g.square },
  { kind: 'reciprocal', name: 'reciprocal', build: g.reciprocal },
  { kind: 'tanh', name: 'tanh', build: g.tanh },
  { kind: 'sigmoid', name: 'sigmoid', build: g.sigmoid },
  { kind: 'softplus', name: 'softplus', build: g.softplus },
  { kind: 'relu', name: 'relu', build: g.relu },
  { kind: 'leakyRelu', name: 'leakyRelu .25', build: (x) => g.leakyRelu(x, 0.25) },
  { kind: 'leakyRelu', name: 'leakyRelu .2', build: (x) => g.leakyRelu(x, 0.2) },
  { kind: 'clip', name: 'clip', build: (x) => g.clip(x, -0.53125, 0.765625) },
  { kind: 'sigmoid', name: 'sigmoid far', build: g.sigmoid },
  { kind: 'softplus', name: 'softplus far', build: g.softplus },
  { kind: 'tanh', name: 'tanh far', build: g.tanh },
  { kind: 'input', name: 'input', build: (x) => x },
  { kind: 'constant', name: 'constant', build: (x) => g.mul(x, fixed) },
  {
    kind: 'cast',
    name: 'cast through int32',
    build: (x) => g.mul(x, g.cast(g.cast(g.mul(x, 2), 'int32'), 'float32')),
  },
  { kind: 'cast', name: 'cast from bool', build: (x) => g.mul(x, g.cast(g.greater(x, 0), 'float32')) },
];

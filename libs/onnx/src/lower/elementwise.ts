/** Element-wise primitives as ONNX nodes. */
import { onnxType } from '../emitter.js';
import { asNode, type Lower } from './lowering.js';

export const elementwise = {
  neg: asNode<'neg'>('Neg'),
  exp: asNode<'exp'>('Exp'),
  log: asNode<'log'>('Log'),
  sqrt: asNode<'sqrt'>('Sqrt'),
  abs: asNode<'abs'>('Abs'),
  sign: asNode<'sign'>('Sign'),
  reciprocal: asNode<'reciprocal'>('Reciprocal'),
  tanh: asNode<'tanh'>('Tanh'),
  sigmoid: asNode<'sigmoid'>('Sigmoid'),
  softplus: asNode<'softplus'>('Softplus'),
  relu: asNode<'relu'>('Relu'),
  add: asNode<'add'>('Add'),
  sub: asNode<'sub'>('Sub'),
  mul: asNode<'mul'>('Mul'),
  div: asNode<'div'>('Div'),
  maximum: asNode<'maximum'>('Max'),
  minimum: asNode<'minimum'>('Min'),
  pow: asNode<'pow'>('Pow'),
  greater: asNode<'greater'>('Greater'),
  where: asNode<'where'>('Where'),
};

export const square: Lower<'square'> = ({ inputs: [x], emit, output }) =>
  void emit.node('Mul', [x, x], { output });

export const leakyRelu: Lower<'leakyRelu'> = ({ op, inputs, emit, output }) =>
  void emit.node('LeakyRelu', inputs, { attributes: { alpha: op.alpha }, output });

export const clip: Lower<'clip'> = ({ op, inputs: [x], emit, output }) =>
  void emit.node('Clip', [x, emit.scalar(op.min), emit.scalar(op.max)], { output });

export const cast: Lower<'cast'> = ({ op, inputs, emit, output }) =>
  void emit.node('Cast', inputs, { attributes: { to: { int: onnxType(op.to) } }, output });

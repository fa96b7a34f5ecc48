/** The face of the library: everything that others may use, and nothing else. */
import { builders } from './build.js';

export type { TensorMap } from '@kantor/tensor';
export type { Builders, MatmulOptions, ReduceOptions } from './builders.js';
export type { ConvWindow, Kind, OnnxAttribute, Op, OpOf } from './op.js';
export { isInput, topological, type InputValue, type Operand, type Value } from './value.js';
export { kinds, scalarFunction } from './registry.js';
export { convOutputSize } from './ops/window.js';
export { mean, variance } from './composite.js';
export { grad } from './grad.js';
export { simplify } from './simplify.js';
export { defineProgram, programResults, programValues, type Program, type StateSlot } from './program.js';
export { floatOperations, summarize, type ProgramSummary } from './summary.js';

/** The functions that make values. */
export const {
  abs,
  add,
  cast,
  clip,
  concat,
  constant,
  conv,
  convFilterGrad,
  convInputGrad,
  div,
  exp,
  expand,
  greater,
  input,
  leakyRelu,
  log,
  matmul,
  max,
  maximum,
  minimum,
  mul,
  neg,
  onnx,
  pad,
  pow,
  reciprocal,
  relu,
  reshape,
  sigmoid,
  sign,
  slice,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
  where,
} = builders;

/** The table of primitives: a kind without an entry does not compile. */
import type { Kind, OpOf } from './op.js';
import type { Gradients, GradientContext, Primitive, Result } from './primitive.js';
import type { Value } from './value.js';
import { abs } from './ops/abs.js';
import { add } from './ops/add.js';
import { cast } from './ops/cast.js';
import { clip } from './ops/clip.js';
import { concat } from './ops/concat.js';
import { conv } from './ops/conv.js';
import { convFilterGrad } from './ops/conv-filter-grad.js';
import { convInputGrad } from './ops/conv-input-grad.js';
import { div } from './ops/div.js';
import { exp } from './ops/exp.js';
import { expand } from './ops/expand.js';
import { greater } from './ops/greater.js';
import { leakyRelu } from './ops/leaky-relu.js';
import { log } from './ops/log.js';
import { matmul } from './ops/matmul.js';
import { max } from './ops/max.js';
import { maximum } from './ops/maximum.js';
import { minimum } from './ops/minimum.js';
import { mul } from './ops/mul.js';
import { neg } from './ops/neg.js';
import { onnx } from './ops/onnx.js';
import { pad } from './ops/pad.js';
import { pow } from './ops/pow.js';
import { reciprocal } from './ops/reciprocal.js';
import { relu } from './ops/relu.js';
import { reshape } from './ops/reshape.js';
import { sigmoid } from './ops/sigmoid.js';
import { sign } from './ops/sign.js';
import { slice } from './ops/slice.js';
import { softplus } from './ops/softplus.js';
import { sqrt } from './ops/sqrt.js';
import { square } from './ops/square.js';
import { sub } from './ops/sub.js';
import { sum } from './ops/sum.js';
import { tanh } from './ops/tanh.js';
import { transpose } from './ops/transpose.js';
import { where } from './ops/where.js';
import { constant, input } from './ops/leaf.js';

const primitives: { readonly [K in Kind]: Primitive<K> } = {
  input,
  constant,
  neg,
  exp,
  log,
  sqrt,
  abs,
  sign,
  square,
  reciprocal,
  tanh,
  sigmoid,
  softplus,
  relu,
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  pow,
  leakyRelu,
  clip,
  greater,
  where,
  sum,
  max,
  matmul,
  reshape,
  transpose,
  expand,
  slice,
  pad,
  concat,
  conv,
  convInputGrad,
  convFilterGrad,
  cast,
  onnx,
};

/** Every kind of primitive, for suites that must cover them all. */
export const kinds = Object.keys(primitives) as Kind[];

/** Shape and dtype of an operation on values. */
export function inferResult(op: OpOf<Kind>, inputs: readonly Value[]): Result {
  return (primitives[op.kind] as Primitive<Kind>).infer(op, inputs);
}

export function gradientsOf(context: GradientContext<Kind>): Gradients {
  return (primitives[context.op.kind] as Primitive<Kind>).gradient(context);
}

/** The scalar function of an element-wise primitive in float64, or undefined for the others. */
export function scalarFunction(op: OpOf<Kind>): ((...elements: number[]) => number) | undefined {
  const { evaluate } = primitives[op.kind] as Primitive<Kind>;
  return evaluate && ((...elements) => evaluate(op, ...elements));
}

/** The table of lowerings: a primitive without one does not compile. */
import { KantorError } from '@kantor/tensor';
import type { Kind } from '@kantor/graph';
import { lowerBlocked } from './blocked.js';
import { cast, clip, elementwise, leakyRelu, square } from './elementwise.js';
import { conv, convFilterGrad, convInputGrad, matmul } from './linear.js';
import type { Lower, LowerContext } from './lowering.js';
import { lowerOneWindow } from './one-window.js';
import { concat, expand, max, pad, reshape, slice, sum, transpose } from './shape.js';

const opaque: Lower<'onnx'> = ({ op, inputs, emit, output }) =>
  void emit.node(op.name, inputs, { attributes: op.attributes, output });

/** Inputs and constants have names of their own and no node. */
const leaf = (): never => {
  throw new KantorError('onnx/leaf', 'Inputs and constants are not lowered to nodes.');
};

const lowerings: { readonly [K in Kind]: Lower<K> } = {
  ...elementwise,
  square,
  leakyRelu,
  clip,
  cast,
  sum,
  max,
  reshape,
  expand,
  transpose,
  slice,
  pad,
  concat,
  matmul,
  conv,
  convInputGrad,
  convFilterGrad,
  onnx: opaque,
  input: leaf,
  constant: leaf,
};

export function lower(context: LowerContext<Kind>): void {
  if (lowerOneWindow(context)) return;
  if (context.blockSize !== undefined && lowerBlocked(context, context.blockSize)) return;
  (lowerings[context.op.kind] as Lower<Kind>)(context);
}

/** The table of lowerings: a primitive without one does not compile. */
import { KantorError } from '@kantor/tensor';
import type { Kind } from '@kantor/graph';
import { conv, convFilterGrad, convInputGrad } from './conv.js';
import { cast, elementwise, expand, greater, leakyRelu, sign, where } from './elementwise.js';
import type { Operand } from '../operand.js';
import type { Lower, LowerContext } from './lowering.js';
import { matmul } from './matmul.js';
import { max, sum } from './reduce.js';
import { concat, pad, reshape, slice, transpose } from './shape.js';
import { lowerMask } from './step.js';

const onnx: Lower<'onnx'> = ({ op }) => {
  throw new KantorError(
    'engine/unsupported',
    `TensorFlow.js has no operator '${op.name}' of ONNX: programs with one run on ONNX Runtime.`,
  );
};

const constant: Lower<'constant'> = ({ op }) => ({ kind: 'constant', value: op.value });

/** Inputs are in registers before anything is lowered. */
const input = (): never => {
  throw new KantorError('engine/input', 'Inputs are not lowered to kernels.');
};

const lowerings: { readonly [K in Kind]: Lower<K> } = {
  ...elementwise,
  sign,
  leakyRelu,
  greater,
  where,
  cast,
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
  constant,
  onnx,
  input,
};

export function lower(context: LowerContext<Kind>): Operand {
  return lowerMask(context) ?? (lowerings[context.op.kind] as Lower<Kind>)(context);
}

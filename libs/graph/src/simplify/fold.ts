/** Element-wise operations on constants are computed. */
import { isFloat, isStatic, sizeOf } from '@kantor/tensor';
import { scalarFunction } from '../registry.js';
import type { Value } from '../value.js';
import { filledLike, floatConstant, uniform, type AnyRule } from './rule.js';

/** Larger constants are left to the engine: a folded one would be stored beside those that it is made of. */
const largestFold = 1024;

/** Every operand is one number everywhere: so is the result. Rounded to float32, as an engine would. */
const foldUniform: AnyRule = (value) => {
  const evaluate = scalarFunction(value.op);
  const elements = value.inputs.map(uniform);
  if (!evaluate || !elements.every((element) => element !== undefined)) return undefined;
  return filledLike(value, Math.fround(evaluate(...elements)));
};

/** Every operand is a small float32 constant. */
const foldSmall: AnyRule = (value) => {
  const evaluate = scalarFunction(value.op);
  const { shape, dtype } = value;
  if (!evaluate || dtype !== 'float32' || !isStatic(shape) || sizeOf(shape) > largestFold) return undefined;
  const operands = value.inputs.map((input) => readerOf(input, shape));
  if (!operands.every((read) => read !== undefined)) return undefined;
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
    evaluate(...operands.map((read) => read(i))),
  );
  return floatConstant(shape, data);
};

/** Reads a float32 constant as if it were broadcast to `shape`, by row-major position. */
function readerOf({ op }: Value, shape: readonly number[]): ((i: number) => number) | undefined {
  if (op.kind !== 'constant' || !isFloat(op.value)) return undefined;
  const { shape: own, data } = op.value;
  const lead = shape.length - own.length;
  return (i) => {
    let at = 0;
    let stride = 1;
    let rest = i;
    for (let axis = shape.length - 1; axis >= lead; axis--) {
      const dim = own[axis - lead];
      if (dim !== 1) at += (rest % shape[axis]) * stride;
      rest = Math.floor(rest / shape[axis]);
      stride *= dim;
    }
    return data[at];
  };
}

export const foldRules: readonly AnyRule[] = [foldUniform, foldSmall];

/** Element-wise operations on constants are computed; operands that are broadcast anyway are not expanded first. */
import { broadcastShapes, isFloat, isStatic, sameShape, sizeOf, type Shape } from '@kantor/tensor';
import { apply } from '../build.js';
import { scalarFunction } from '../registry.js';
import type { Value } from '../value.js';
import { filledLike, floatConstant, scalar, uniform, type AnyRule } from './rule.js';

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

/** `input` before it was broadcast, if it was. */
function unexpanded(input: Value): Value | undefined {
  const element = input.shape.length > 0 ? uniform(input) : undefined;
  if (element !== undefined) return scalar(element, input.dtype);
  if (input.op.kind === 'expand') return input.inputs[0];
  const [source] = input.inputs;
  return input.op.kind === 'reshape' && onlyLeadingOnes(source.shape, input.shape) ? source : undefined;
}

/** Whether `to` is `from` with axes of size 1 in front, which broadcasting puts there by itself. */
export function onlyLeadingOnes(from: Shape, to: Shape): boolean {
  const lead = to.length - from.length;
  return lead >= 0 && to.every((dim, axis) => (axis < lead ? dim === 1 : dim === from[axis - lead]));
}

/** add(expand(a), b) → add(a, b) where b alone gives the result its shape; the same for numbers and leading ones. */
const broadcastByItself: AnyRule = (value) => {
  if (!scalarFunction(value.op) || value.inputs.length < 2) return undefined;
  for (const [i, input] of value.inputs.entries()) {
    const source = unexpanded(input);
    if (!source) continue;
    const inputs = value.inputs.with(i, source);
    const shape = inputs.map((each) => each.shape).reduce((a, b) => broadcastShapes(a, b) ?? []);
    if (sameShape(shape, value.shape)) return apply(value.op, inputs);
  }
  return undefined;
};

/** Rules of every element-wise operation. */
export const elementWiseRules: readonly AnyRule[] = [foldUniform, foldSmall, broadcastByItself];

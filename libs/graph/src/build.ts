/** The functions that make values: each checks shapes and dtypes at once and returns a new, immutable value. */
import { floats, normalizeAxis, type DType, type Shape } from '@kantor/tensor';
import type { Builders, ReduceOptions } from './builders.js';
import { binaryKinds, unaryKinds, type Op } from './op.js';
import { inferResult } from './registry.js';
import type { InputValue, Operand, Value } from './value.js';

/** Makes a value from an operation and its inputs; shape and dtype are inferred and checked. */
export function apply(op: Op, inputs: readonly Value[]): Value {
  return { op, inputs, ...inferResult(op, inputs) };
}

/** A value fed from outside under `name`. */
function input(name: string, shape: Shape, dtype: DType = 'float32'): InputValue {
  return { op: { kind: 'input', name }, inputs: [], shape, dtype };
}

function lift(operand: Operand): Value {
  return typeof operand === 'number' ? builders.constant(operand) : operand;
}

function reduceAttributes(kind: 'sum' | 'max', x: Value, { axes, keepDims = false }: ReduceOptions = {}) {
  const all = axes ?? x.shape.map((_, axis) => axis);
  const sorted = [...new Set(all.map((axis) => normalizeAxis(axis, x.shape.length, kind)))].sort(
    (a, b) => a - b,
  );
  return { axes: sorted, keepDims };
}

const unary = Object.fromEntries(
  unaryKinds.map((kind) => [kind, (x: Value) => apply({ kind }, [x])]),
) as Pick<Builders, (typeof unaryKinds)[number]>;

const binary = Object.fromEntries(
  binaryKinds.map((kind) => [kind, (a: Operand, b: Operand) => apply({ kind }, [lift(a), lift(b)])]),
) as Pick<Builders, (typeof binaryKinds)[number]>;

export const builders: Builders = {
  ...unary,
  ...binary,
  input,
  constant: (value) =>
    apply({ kind: 'constant', value: typeof value === 'number' ? floats([], [value]) : value }, []),
  // Attributes are rounded to float32, as constants are, so that a value and its gradient use the same number.
  leakyRelu: (x, alpha) => apply({ kind: 'leakyRelu', alpha: Math.fround(alpha) }, [x]),
  clip: (x, min, max) => apply({ kind: 'clip', min: Math.fround(min), max: Math.fround(max) }, [x]),
  greater: (a, b) => apply({ kind: 'greater' }, [lift(a), lift(b)]),
  where: (condition, a, b) => apply({ kind: 'where' }, [condition, lift(a), lift(b)]),
  sum: (x, options) => apply({ kind: 'sum', ...reduceAttributes('sum', x, options) }, [x]),
  max: (x, options) => apply({ kind: 'max', ...reduceAttributes('max', x, options) }, [x]),
  matmul: (a, b, { transposeA = false, transposeB = false } = {}) =>
    apply({ kind: 'matmul', transposeA, transposeB }, [a, b]),
  reshape: (x, shape) => apply({ kind: 'reshape', shape }, [x]),
  transpose: (x, permutation) => apply({ kind: 'transpose', permutation }, [x]),
  expand: (x, shape) => apply({ kind: 'expand', shape }, [x]),
  slice: (x, starts, sizes) => apply({ kind: 'slice', starts, sizes }, [x]),
  pad: (x, before, after) => apply({ kind: 'pad', before, after }, [x]),
  concat: (values, axis) =>
    apply({ kind: 'concat', axis: normalizeAxis(axis, values[0]?.shape.length ?? 1, 'concat') }, values),
  conv: (x, filters, { strides, pads }) => apply({ kind: 'conv', strides, pads }, [x, filters]),
  convInputGrad: (dy, filters, { strides, pads, inputSize }) =>
    apply({ kind: 'convInputGrad', strides, pads, inputSize }, [dy, filters]),
  convFilterGrad: (x, dy, { strides, pads, kernel }) =>
    apply({ kind: 'convFilterGrad', strides, pads, kernel }, [x, dy]),
  cast: (x, to) => (x.dtype === to ? x : apply({ kind: 'cast', to }, [x])),
  onnx: (name, inputs, { shape, dtype = 'float32', attributes = {} }) =>
    apply({ kind: 'onnx', name, attributes, shape, dtype }, inputs),
};

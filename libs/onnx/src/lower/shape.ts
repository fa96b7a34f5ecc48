/** Reductions and the primitives that move elements, as ONNX nodes. */
import type { Shape } from '@kantor/tensor';
import type { Lower } from './lowering.js';

const flag = (value: boolean) => ({ int: Number(value) });

export const sum: Lower<'sum'> = ({ op, inputs: [x], emit, output }) => {
  if (op.axes.length === 0) return void emit.node('Identity', [x], { output });
  emit.node('ReduceSum', [x, emit.integers(op.axes)], {
    attributes: { keepdims: flag(op.keepDims) },
    output,
  });
};

export const max: Lower<'max'> = ({ op, inputs: [x], emit, output }) => {
  const keepdims = flag(op.keepDims);
  if (op.axes.length === 0) return void emit.node('Identity', [x], { output });
  // The axes of ReduceMax became an input in opset 18.
  if (emit.opset < 18) emit.node('ReduceMax', [x], { attributes: { axes: op.axes, keepdims }, output });
  else emit.node('ReduceMax', [x, emit.integers(op.axes)], { attributes: { keepdims }, output });
};

/** A target shape as int64: −1 lets Reshape infer the batch, 1 lets Expand keep it. */
function target(shape: Shape, symbol: number): number[] {
  return shape.map((dim) => (dim === 'N' ? symbol : dim));
}

export const reshape: Lower<'reshape'> = ({ op, inputs: [x], emit, output }) =>
  void emit.node('Reshape', [x, emit.integers(target(op.shape, -1))], { output });

export const expand: Lower<'expand'> = ({ op, inputs: [x], emit, output }) =>
  void emit.node('Expand', [x, emit.integers(target(op.shape, 1))], { output });

export const transpose: Lower<'transpose'> = ({ op, inputs, emit, output }) =>
  void emit.node('Transpose', inputs, { attributes: { perm: op.permutation }, output });

export const slice: Lower<'slice'> = ({ op, value, inputs: [x], emit, output }) => {
  const from = value.inputs[0].shape;
  const axes = from.flatMap((dim, axis) => (dim === op.sizes[axis] ? [] : [axis]));
  if (axes.length === 0) return void emit.node('Identity', [x], { output });
  const starts = axes.map((axis) => op.starts[axis]);
  const ends = axes.map((axis) => op.starts[axis] + Number(op.sizes[axis]));
  emit.node('Slice', [x, emit.integers(starts), emit.integers(ends), emit.integers(axes)], { output });
};

export const pad: Lower<'pad'> = ({ op, inputs: [x], emit, output }) =>
  void emit.node('Pad', [x, emit.integers([...op.before, ...op.after])], { output });

export const concat: Lower<'concat'> = ({ op, inputs, emit, output }) =>
  void emit.node('Concat', inputs, { attributes: { axis: { int: op.axis } }, output });

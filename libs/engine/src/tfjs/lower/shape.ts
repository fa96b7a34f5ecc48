/** Primitives that move elements, as kernels where layouts alone do not do it. */
import { sameShape, type StaticShape } from '@kantor/tensor';
import { permuted, resized } from '../carry.js';
import { cutInto } from '../device-axes.js';
import { placeIn, plain, sameLayout, type Layout } from '../layout.js';
import { tensorOperand, view, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import type { Lower } from './lowering.js';

/** A reshape changes nothing on the device. */
export const reshape: Lower<'reshape'> = ({ inputs: [x], shape }) =>
  x.kind === 'tensor' ? x : { kind: 'constant', value: { ...x.value, shape } };

/** A transposition is another layout of the same elements. */
export const transpose: Lower<'transpose'> = ({ op, inputs: [x], inputShapes: [shape], recorder }) => {
  const given = x.kind === 'tensor' ? x.layout : plain(shape);
  const layout = permuted(given, shape, op.permutation);
  if (layout && x.kind === 'tensor') return tensorOperand(x.ref, layout);
  const rows = plain(shape);
  return tensorOperand(view(recorder, x, rows, shape), permuted(rows, shape, op.permutation) ?? rows);
};

/** A tensor of which each axis that changes is one axis on the device too. */
interface Opened {
  readonly x: Ref;
  /** The axis of the graph that each axis of `x` is; −1 for one of size 1 that stays. */
  readonly axes: readonly number[];
  /** The layout of the result. */
  readonly layout: Layout;
}

/** Sees a tensor so that its axes can be cut or made longer; row-major if its layout does not allow that. */
function open(recorder: Recorder, operand: Operand, from: StaticShape, to: StaticShape): Opened {
  const given = operand.kind === 'tensor' ? operand.layout : plain(from);
  const layout = resized(given, from, to);
  const parts = placeIn(from, given);
  if (!layout || !parts || sameLayout(given, plain(from))) {
    const x = view(recorder, operand, plain(from), from);
    return { x, axes: from.map((_, axis) => axis), layout: plain(to) };
  }
  const own = operand.kind === 'tensor' ? operand.ref.shape : from;
  const places =
    cutInto(
      own,
      parts.map((part) => part.size),
    ) ?? [];
  const partOf = (axis: number) => parts[places[axis]] as (typeof parts)[number] | undefined;
  const isWhole = (size: number, axis: number) => {
    const part = partOf(axis);
    return !part || part.size === size || from[part.axis] === to[part.axis];
  };
  if (places.length > 0 && own.every(isWhole)) {
    const axes = own.map((_, axis) => partOf(axis)?.axis ?? -1);
    return { x: view(recorder, operand, given, own), axes, layout };
  }
  const x = view(
    recorder,
    operand,
    given,
    parts.map(({ size }) => size),
  );
  return { x, axes: parts.map(({ axis }) => axis), layout };
}

export const slice: Lower<'slice'> = ({ op, inputs, inputShapes, shape, recorder }) => {
  if (sameShape(inputShapes[0], shape)) return inputs[0];
  const { x, axes, layout } = open(recorder, inputs[0], inputShapes[0], shape);
  const changes = (axis: number) => axis >= 0 && inputShapes[0][axis] !== shape[axis];
  const begin = axes.map((axis) => (changes(axis) ? op.starts[axis] : 0));
  const size = axes.map((axis, i) => (changes(axis) ? shape[axis] : x.shape[i]));
  const options = { shape: size, dtype: x.dtype, attributes: { begin, size } };
  return tensorOperand(recorder.kernel('Slice', { x }, options), layout);
};

export const pad: Lower<'pad'> = ({ op, inputs, inputShapes, shape, recorder }) => {
  if (sameShape(inputShapes[0], shape)) return inputs[0];
  const { x, axes, layout } = open(recorder, inputs[0], inputShapes[0], shape);
  const paddings = axes.map((axis) => (axis < 0 ? [0, 0] : [op.before[axis], op.after[axis]]));
  const padded = x.shape.map((size, i) => size + paddings[i][0] + paddings[i][1]);
  const options = { shape: padded, attributes: { paddings, constantValue: 0 } };
  return tensorOperand(recorder.kernel('PadV2', { x }, options), layout);
};

export const concat: Lower<'concat'> = ({ op, inputs, inputShapes, shape, value, layout, recorder }) => {
  if (inputs.length === 1) return inputs[0];
  const own = inputShapes.map((given) => resized(layout, shape, given));
  const parts = placeIn(shape, layout);
  const axis = parts?.findIndex((part) => part.axis === op.axis) ?? -1;
  const { dtype } = value;
  if (!parts || axis < 0 || own.includes(undefined) || sameLayout(layout, plain(shape))) {
    const rows = inputs.map((input, i) => view(recorder, input, plain(inputShapes[i]), inputShapes[i]));
    const options = { shape, dtype, attributes: { axis: op.axis } };
    return tensorOperand(recorder.kernel('Concat', rows, options), plain(shape));
  }
  const sizes = parts.map((part) => part.size);
  const blocks = inputs.map((input, i) => {
    const block = sizes.with(axis, inputShapes[i][op.axis]);
    return view(recorder, input, own[i] ?? plain(inputShapes[i]), block);
  });
  const options = { shape: sizes, dtype, attributes: { axis } };
  return tensorOperand(recorder.kernel('Concat', blocks, options), layout);
};

/** Reshapes, transposes and the like that move nothing, that are done in two steps, or that are undone. */
import { sameShape, type Dim } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Value } from '../value.js';
import { onlyLeadingOnes } from './broadcasting.js';
import {
  broadcast,
  filledLike,
  is,
  reshaped,
  scalar,
  uniform,
  type AnyRule,
  type Rule,
  type Rules,
} from './rule.js';

const { constant, expand, pad, slice, transpose } = builders;

const unchanged: AnyRule = ({ inputs: [x], shape }) => (sameShape(x.shape, shape) ? x : undefined);

/** Moving equal numbers leaves them as they are. */
const moveUniform: AnyRule = (value) => {
  const element = uniform(value.inputs[0]);
  return element === undefined ? undefined : filledLike(value, element);
};

function plus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((element, i) => element + b[i]);
}

/** Where a block [start, start + size) of a padded axis lies in the axis of `dim` before its padding. */
function unpadded(start: number, size: Dim, before: number, dim: Dim): 'inside' | 'outside' | 'across' {
  if (size === 'N' || dim === 'N') return 'inside'; // a batch is never padded or cut
  if (start >= before && start + size <= before + dim) return 'inside';
  return start + size <= before || start >= before + dim ? 'outside' : 'across';
}

const sliceOfPad: Rule<'slice'> = (value) => {
  const [x] = value.inputs;
  if (x.op.kind !== 'pad') return undefined;
  const { before } = x.op;
  const { starts, sizes } = value.op;
  const [source] = x.inputs;
  const places = source.shape.map((dim, axis) => unpadded(starts[axis], sizes[axis], before[axis], dim));
  if (places.includes('outside')) return filledLike(value, 0);
  if (places.includes('across')) return undefined;
  const from = starts.map((start, axis) => start - before[axis]);
  return sameShape(source.shape, sizes) ? source : slice(source, from, sizes);
};

/** A block that lies in one of the joined values is a block of that value. */
const sliceOfConcat: Rule<'slice'> = ({ op: { starts, sizes }, inputs: [x] }) => {
  if (x.op.kind !== 'concat') return undefined;
  const { axis } = x.op;
  let offset = 0;
  for (const part of x.inputs) {
    const start = starts[axis] - offset;
    if (start >= 0 && start + Number(sizes[axis]) <= Number(part.shape[axis])) {
      return sameShape(part.shape, sizes) ? part : slice(part, starts.with(axis, start), sizes);
    }
    offset += Number(part.shape[axis]);
  }
  return undefined;
};

/** Only axes of size 1 change place, so no element does. */
function movesOnesOnly(x: Value, permutation: readonly number[]): boolean {
  const moved = permutation.filter((axis) => x.shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || moved[i - 1] < axis);
}

export const movementRules: Rules = {
  reshape: [
    unchanged,
    moveUniform,
    ({ op, inputs: [x] }) => (x.op.kind === 'reshape' ? reshaped(x.inputs[0], op.shape) : undefined),
    ({ op, inputs: [x] }) =>
      x.op.kind === 'constant'
        ? constant({ ...x.op.value, shape: op.shape as readonly number[] })
        : undefined,
  ],
  expand: [
    unchanged,
    ({ op, inputs: [x] }) => (x.op.kind === 'expand' ? broadcast(x.inputs[0], op.shape) : undefined),
    ({ op, inputs: [x] }) =>
      x.op.kind === 'reshape' && onlyLeadingOnes(x.inputs[0].shape, x.shape)
        ? expand(x.inputs[0], op.shape)
        : undefined,
    ({ op, inputs: [x] }) => {
      const element = x.shape.length > 0 ? uniform(x) : undefined;
      const one = element === undefined ? undefined : scalar(element, x.dtype);
      return one && expand(one, op.shape);
    },
  ],
  transpose: [
    ({ op, inputs: [x] }) => (op.permutation.every((axis, i) => axis === i) ? x : undefined),
    moveUniform,
    ({ op, inputs: [x] }) =>
      x.op.kind === 'transpose'
        ? transpose(
            x.inputs[0],
            op.permutation.map((axis) => (x.op as typeof op).permutation[axis]),
          )
        : undefined,
    ({ op, inputs: [x], shape }) => (movesOnesOnly(x, op.permutation) ? reshaped(x, shape) : undefined),
  ],
  slice: [
    unchanged,
    moveUniform,
    ({ op, inputs: [x] }) =>
      x.op.kind === 'slice' ? slice(x.inputs[0], plus(x.op.starts, op.starts), op.sizes) : undefined,
    sliceOfPad,
    sliceOfConcat,
  ],
  pad: [
    unchanged,
    (value) => (is(value.inputs[0], 0) ? filledLike(value, 0) : undefined),
    ({ op, inputs: [x] }) =>
      x.op.kind === 'pad'
        ? pad(x.inputs[0], plus(x.op.before, op.before), plus(x.op.after, op.after))
        : undefined,
  ],
  concat: [
    ({ inputs }) => (inputs.length === 1 ? inputs[0] : undefined),
    (value) => {
      const elements = value.inputs.map(uniform);
      const [first] = elements;
      if (first === undefined || elements.some((element) => element !== first)) return undefined;
      return filledLike(value, first);
    },
  ],
};

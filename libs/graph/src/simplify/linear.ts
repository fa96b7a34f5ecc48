/** Reductions and products: over nothing, of zeros, of what was repeated, of transposed matrices. */
import { isStatic, sameShape, sizeOf } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Value } from '../value.js';
import {
  filledLike,
  is,
  reshaped,
  uniform,
  type AnyRule,
  type Rule,
  type Rules,
  type ValueOf,
} from './rule.js';

const { matmul, mul, sum } = builders;

/** Over axes of size 1 there is nothing to reduce. */
function reduceNothing({ op, inputs: [x], shape }: ValueOf<'sum' | 'max'>): Value | undefined {
  return op.axes.every((axis) => x.shape[axis] === 1) ? reshaped(x, shape) : undefined;
}

/** How many elements of `x` go into one of a sum over `axes`; undefined along a batch of unknown size. */
function countOf(x: Value, axes: readonly number[]): number | undefined {
  const dims = axes.map((axis) => x.shape[axis]);
  return isStatic(dims) ? sizeOf(dims) : undefined;
}

/** The sum of what was repeated is a product, if nothing else is summed. */
const sumOfRepeated: Rule<'sum'> = ({ op, inputs: [x], shape }) => {
  if (x.op.kind !== 'expand') return undefined;
  const [source] = x.inputs;
  const count = countOf(x, op.axes);
  const lead = x.shape.length - source.shape.length;
  const onlyRepeated = op.axes.every((axis) => axis < lead || source.shape[axis - lead] === 1);
  return count !== undefined && onlyRepeated && sameShape(source.shape, shape)
    ? mul(source, count)
    : undefined;
};

const zeroOperand: AnyRule = (value) =>
  value.inputs.some((input) => is(input, 0)) ? filledLike(value, 0) : undefined;

export const linearRules: Rules = {
  sum: [
    reduceNothing,
    (value) => {
      const element = uniform(value.inputs[0]);
      const count = countOf(value.inputs[0], value.op.axes);
      return element === undefined || count === undefined ? undefined : filledLike(value, element * count);
    },
    sumOfRepeated,
    // All of a reshaped value is all of the value.
    ({ inputs: [x], shape }) =>
      x.op.kind === 'reshape' && shape.length === 0 ? sum(x.inputs[0]) : undefined,
  ],
  max: [
    reduceNothing,
    (value) => {
      const element = uniform(value.inputs[0]);
      return element === undefined ? undefined : filledLike(value, element);
    },
  ],
  matmul: [
    zeroOperand,
    ({ op: { transposeA, transposeB }, inputs: [a, b] }) =>
      a.op.kind === 'transpose' ? matmul(a.inputs[0], b, { transposeA: !transposeA, transposeB }) : undefined,
    ({ op: { transposeA, transposeB }, inputs: [a, b] }) =>
      b.op.kind === 'transpose' ? matmul(a, b.inputs[0], { transposeA, transposeB: !transposeB }) : undefined,
  ],
  conv: [zeroOperand],
  convInputGrad: [zeroOperand],
  convFilterGrad: [zeroOperand],
};

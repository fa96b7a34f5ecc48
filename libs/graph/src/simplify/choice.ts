/** Choices that are made already, or that are made twice. */
import { sameShape } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Value } from '../value.js';
import { broadcast, filledLike, is, uniform, type AnyRule, type Rule, type Rules } from './rule.js';

const { cast, where } = builders;

const sameOperands: AnyRule = ({ inputs: [a, b] }) => (a === b ? a : undefined);

/** One condition twice: the inner choice is made by the outer one, if its other branch gave it no shape. */
const chosenTwice: Rule<'where'> = ({ inputs: [condition, a, b], shape }) => {
  const again = (branch: Value) => branch.op.kind === 'where' && branch.inputs[0] === condition;
  if (!again(a) && !again(b)) return undefined;
  const chosen = where(condition, again(a) ? a.inputs[1] : a, again(b) ? b.inputs[2] : b);
  return sameShape(chosen.shape, shape) ? chosen : undefined;
};

export const choiceRules: Rules = {
  where: [
    ({ inputs: [condition, a, b], shape }) => {
      const known = uniform(condition);
      if (known !== undefined) return broadcast(known ? a : b, shape);
      return a === b ? broadcast(a, shape) : undefined;
    },
    chosenTwice,
    ({ inputs: [condition, a, b], shape }) =>
      is(a, 1) && is(b, 0) && sameShape(condition.shape, shape) ? cast(condition, 'float32') : undefined,
  ],
  maximum: [sameOperands],
  minimum: [sameOperands],
  greater: [(value) => (value.inputs[0] === value.inputs[1] ? filledLike(value, 0) : undefined)],
  cast: [
    ({ op, inputs: [x] }) => (x.dtype === op.to ? x : undefined),
    (value) => {
      const element = uniform(value.inputs[0]);
      if (element === undefined) return undefined;
      return filledLike(value, value.op.to === 'bool' ? Number(element !== 0) : element);
    },
  ],
};

/**
 * Numbers move to where there is less to multiply: out of sums, and onto the smaller factor. Each rule takes an operand
 * that has no other user along, so that nothing is computed twice.
 */
import { isStatic, sameShape, sizeOf } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Value } from '../value.js';
import { uniform, type Rule, type Rules } from './rule.js';
import { scale, scaled } from './scale.js';

const { div, mul, reshape, sum } = builders;

/** Σ(x · c) → (Σx) · c. */
const outOfSum: Rule<'sum'> = ({ op, inputs: [x] }, isSole) => {
  const term = isSole(x) ? scaled(x) : undefined;
  return term && scale({ base: sum(term.base, op), factor: term.factor });
};

/** reshape(x · c) → reshape(x) · c, so that the number may meet another. */
const outOfReshape: Rule<'reshape'> = ({ op, inputs: [x] }, isSole) => {
  const term = isSole(x) ? scaled(x) : undefined;
  return term && scale({ base: reshape(term.base, op.shape), factor: term.factor });
};

function isSmaller(a: Value, b: Value): boolean {
  return isStatic(a.shape) && isStatic(b.shape) && sizeOf(a.shape) < sizeOf(b.shape);
}

/** (a · c) · b → (a · b) · c, or a · (b · c) where b is the smaller one. */
const outOfProduct: Rule<'mul'> = ({ inputs, shape }, isSole) => {
  for (const [a, b] of [inputs, [...inputs].reverse()]) {
    const term = isSole(a) && uniform(b) === undefined ? scaled(a) : undefined;
    if (!term) continue;
    if (isSmaller(b, a)) return mul(term.base, scale({ base: b, factor: term.factor }));
    if (sameShape(a.shape, shape)) return scale({ base: mul(term.base, b), factor: term.factor });
  }
  return undefined;
};

/** (a · c) / b → (a / b) · c. */
const outOfQuotient: Rule<'div'> = ({ inputs: [a, b], shape }, isSole) => {
  const term = isSole(a) && sameShape(a.shape, shape) ? scaled(a) : undefined;
  return term && scale({ base: div(term.base, b), factor: term.factor });
};

export const sinkRules: Rules = {
  sum: [outOfSum],
  reshape: [outOfReshape],
  mul: [outOfProduct],
  div: [outOfQuotient],
};

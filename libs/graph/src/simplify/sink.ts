/**
 * Work that moves to where there is less of it: numbers out of sums and onto the smaller factor, broadcasting past what
 * can be done before it. Each rule takes an operand that has no other user along, so that nothing is computed twice.
 */
import { isStatic, sameShape, sizeOf } from '@kantor/tensor';
import { apply, builders } from '../build.js';
import { scalarFunction } from '../registry.js';
import type { Value } from '../value.js';
import type { AnyRule, Rule, Rules } from './rule.js';
import { scale, scaled } from './scale.js';

const { div, expand, mul, sum } = builders;

/** Σ(x · c) → (Σx) · c. */
const outOfSum: Rule<'sum'> = ({ op, inputs: [x] }, isSole) => {
  const term = isSole(x) ? scaled(x) : undefined;
  return term && scale({ base: sum(term.base, op), factor: term.factor });
};

function isSmaller(a: Value, b: Value): boolean {
  return isStatic(a.shape) && isStatic(b.shape) && sizeOf(a.shape) < sizeOf(b.shape);
}

/** (a · c) · b → (a · b) · c, or a · (b · c) where b is the smaller one. */
const outOfProduct: Rule<'mul'> = ({ inputs, shape }, isSole) => {
  for (const [a, b] of [inputs, [...inputs].reverse()]) {
    const term = isSole(a) ? scaled(a) : undefined;
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

/** f(expand(x), c) → expand(f(x, c)): fewer elements to compute, and the expansion may turn out not to be needed. */
export const expandLast: AnyRule = ({ op, inputs, shape }, isSole) => {
  if (!scalarFunction(op)) return undefined;
  const wide = inputs.filter((input) => input.shape.length > 0);
  const [source] = wide[0]?.inputs ?? [];
  const alike = wide.every(
    (input) => input.op.kind === 'expand' && isSole(input) && sameShape(input.inputs[0].shape, source.shape),
  );
  if (wide.length === 0 || !alike || !wide.some((input) => sameShape(input.shape, shape))) return undefined;
  const small = inputs.map((input) => (wide.includes(input) ? input.inputs[0] : input));
  return expand(apply(op, small), shape);
};

export const sinkRules: Rules = { sum: [outOfSum], mul: [outOfProduct], div: [outOfQuotient] };

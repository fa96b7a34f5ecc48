/** The algebra of sums, powers and functions that undo each other. */
import { sameShape } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Kind } from '../op.js';
import type { Value } from '../value.js';
import { broadcast, filledLike, inputOf, is, uniform, type AnyRule, type Rules } from './rule.js';

const { abs, add, mul, neg, reciprocal, sqrt, square, sub } = builders;

/** f(−x) → f(x) and f(|x|) → f(x), for an even f. */
function even(f: (x: Value) => Value): AnyRule {
  return ({ inputs: [x] }) => {
    const inner = inputOf(x, 'neg') ?? inputOf(x, 'abs');
    return inner && f(inner);
  };
}

/** f(f(x)) → f(x). */
function idempotent(kind: Kind): AnyRule {
  return ({ inputs: [x] }) => (x.op.kind === kind ? x : undefined);
}

function power(x: Value, exponent: number | undefined): Value | undefined {
  switch (exponent) {
    case 1:
      return x;
    case 2:
      return square(x);
    case 0.5:
      return sqrt(x);
    case -1:
      return reciprocal(x);
    default:
      return undefined;
  }
}

export const arithmeticRules: Rules = {
  add: [
    ({ inputs: [a, b], shape }) => (is(b, 0) ? broadcast(a, shape) : undefined),
    ({ inputs: [a, b], shape }) => (is(a, 0) ? broadcast(b, shape) : undefined),
    ({ inputs: [a, b] }) => (b.op.kind === 'neg' ? sub(a, b.inputs[0]) : undefined),
    ({ inputs: [a, b] }) => (a.op.kind === 'neg' ? sub(b, a.inputs[0]) : undefined),
    ({ inputs: [a, b] }) => (a === b ? mul(a, 2) : undefined),
  ],
  sub: [
    ({ inputs: [a, b], shape }) => (is(b, 0) ? broadcast(a, shape) : undefined),
    ({ inputs: [a, b], shape }) => (is(a, 0) && sameShape(b.shape, shape) ? neg(b) : undefined),
    ({ inputs: [a, b] }) => (b.op.kind === 'neg' ? add(a, b.inputs[0]) : undefined),
    (value) => (value.inputs[0] === value.inputs[1] ? filledLike(value, 0) : undefined),
  ],
  pow: [
    ({ inputs: [a, b], shape }) => (sameShape(a.shape, shape) ? power(a, uniform(b)) : undefined),
    (value) => (is(value.inputs[1], 0) || is(value.inputs[0], 1) ? filledLike(value, 1) : undefined),
  ],
  square: [even(square)],
  abs: [even(abs), ({ inputs: [x] }) => (x.op.kind === 'square' ? x : undefined)],
  sqrt: [({ inputs: [x] }) => (x.op.kind === 'square' ? abs(x.inputs[0]) : undefined)],
  reciprocal: [({ inputs: [x] }) => inputOf(x, 'reciprocal')],
  relu: [idempotent('relu')],
  sign: [idempotent('sign')],
};

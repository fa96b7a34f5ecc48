/** Products with numbers: factors meet in one multiplication, and 0, 1 and −1 need none. */
import { sameShape } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Value } from '../value.js';
import { filledLike, is, uniform, type Rules } from './rule.js';

const { div, mul, neg } = builders;

/** A value that is a number times another of the same shape. */
export interface Scaled {
  readonly base: Value;
  readonly factor: number;
}

export function scaled(value: Value): Scaled | undefined {
  const [a, b] = value.inputs;
  switch (value.op.kind) {
    case 'neg':
      return { base: a, factor: -1 };
    case 'mul':
      return scaledBy(value, a, uniform(b)) ?? scaledBy(value, b, uniform(a));
    case 'div': {
      const divisor = uniform(b);
      return scaledBy(value, a, divisor === undefined ? undefined : 1 / divisor);
    }
    default:
      return undefined;
  }
}

function scaledBy({ shape }: Value, base: Value, factor: number | undefined): Scaled | undefined {
  return factor !== undefined && isOrdinary(factor) && sameShape(base.shape, shape)
    ? { base, factor }
    : undefined;
}

/** Whether a factor is an ordinary float32: finite, not zero, and with all of its bits. */
function isOrdinary(factor: number): boolean {
  const rounded = Math.abs(Math.fround(factor));
  return rounded >= 2 ** -126 && rounded < Infinity;
}

export function scale({ base, factor }: Scaled): Value {
  if (factor === 1) return base;
  return factor === -1 ? neg(base) : mul(base, factor);
}

/** (x · c₁) · c₂ → x · (c₁c₂), with negation and division by a number as factors too. */
function mergeFactors(value: Value): Value | undefined {
  const outer = scaled(value);
  const inner = outer && scaled(outer.base);
  if (!inner) return undefined;
  const factor = outer.factor * inner.factor;
  return isOrdinary(factor) ? scale({ base: inner.base, factor }) : undefined;
}

/** x · 1 → x, x · −1 → −x, and x / c → x · c⁻¹ where that is exact. */
function simplifyFactor(value: Value): Value | undefined {
  const term = scaled(value);
  if (!term) return undefined;
  if (Math.abs(term.factor) === 1) return scale(term);
  const exact = value.op.kind === 'div' && Math.log2(Math.abs(term.factor)) % 1 === 0;
  return exact ? scale(term) : undefined;
}

/**
 * 0 · x → 0 and 0 / x → 0. Where x is infinite or NaN the plain product would be NaN: the graphs here are of training
 * steps, in which that NaN would say no more than the x that it comes from.
 */
function zero(value: Value): Value | undefined {
  const [a, b] = value.inputs;
  return is(a, 0) || (value.op.kind === 'mul' && is(b, 0)) ? filledLike(value, 0) : undefined;
}

/** −a · −b → a · b, and the same for a quotient. */
function twoNegatives(value: Value): Value | undefined {
  const [a, b] = value.inputs;
  if (a.op.kind !== 'neg' || b.op.kind !== 'neg') return undefined;
  return (value.op.kind === 'div' ? div : mul)(a.inputs[0], b.inputs[0]);
}

export const scaleRules: Rules = {
  neg: [
    mergeFactors,
    ({ inputs: [x] }) => (x.op.kind === 'sub' ? builders.sub(x.inputs[1], x.inputs[0]) : undefined),
  ],
  mul: [
    zero,
    simplifyFactor,
    mergeFactors,
    twoNegatives,
    ({ inputs: [a, b] }) => (a === b ? builders.square(a) : undefined),
    ({ inputs: [a, b] }) => (b.op.kind === 'reciprocal' ? div(a, b.inputs[0]) : undefined),
    ({ inputs: [a, b] }) => (a.op.kind === 'reciprocal' ? div(b, a.inputs[0]) : undefined),
  ],
  div: [
    zero,
    simplifyFactor,
    mergeFactors,
    twoNegatives,
    ({ inputs: [a, b] }) => (b.op.kind === 'reciprocal' ? mul(a, b.inputs[0]) : undefined),
  ],
};

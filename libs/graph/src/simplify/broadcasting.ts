/** Operands that are broadcast anyway are not expanded first, and what can be done before an expansion is. */
import { broadcastShapes, sameShape, type Shape } from '@kantor/tensor';
import { apply, builders } from '../build.js';
import { scalarFunction } from '../registry.js';
import type { Value } from '../value.js';
import { scalar, uniform, type AnyRule } from './rule.js';

/** `input` before it was broadcast, if it was. */
function unexpanded(input: Value): Value | undefined {
  const element = input.shape.length > 0 ? uniform(input) : undefined;
  if (element !== undefined) return scalar(element, input.dtype);
  if (input.op.kind === 'expand') return input.inputs[0];
  const [source] = input.inputs;
  return input.op.kind === 'reshape' && onlyLeadingOnes(source.shape, input.shape) ? source : undefined;
}

/** Whether `to` is `from` with axes of size 1 in front, which broadcasting puts there by itself. */
export function onlyLeadingOnes(from: Shape, to: Shape): boolean {
  const lead = to.length - from.length;
  return lead >= 0 && to.every((dim, axis) => (axis < lead ? dim === 1 : dim === from[axis - lead]));
}

/** add(expand(a), b) → add(a, b) where b alone gives the result its shape; the same for numbers and leading ones. */
const broadcastByItself: AnyRule = (value) => {
  if (!scalarFunction(value.op) || value.inputs.length < 2) return undefined;
  for (const [i, input] of value.inputs.entries()) {
    const source = unexpanded(input);
    if (!source) continue;
    const inputs = value.inputs.with(i, source);
    const shape = inputs.map((each) => each.shape).reduce((a, b) => broadcastShapes(a, b) ?? []);
    if (sameShape(shape, value.shape)) return apply(value.op, inputs);
  }
  return undefined;
};

/** f(expand(x), c) → expand(f(x, c)): fewer elements to compute, and the expansion may turn out not to be needed. */
const expandLast: AnyRule = ({ op, inputs, shape }, isSole) => {
  if (!scalarFunction(op)) return undefined;
  const wide = inputs.filter((input) => input.shape.length > 0);
  const [source] = wide[0]?.inputs ?? [];
  const alike = wide.every(
    (input) => input.op.kind === 'expand' && isSole(input) && sameShape(input.inputs[0].shape, source.shape),
  );
  if (wide.length === 0 || !alike || !wide.some((input) => sameShape(input.shape, shape))) return undefined;
  const small = inputs.map((input) => (wide.includes(input) ? input.inputs[0] : input));
  return builders.expand(apply(op, small), shape);
};

/** Rules of every element-wise operation. */
export const broadcastingRules: readonly AnyRule[] = [expandLast, broadcastByItself];

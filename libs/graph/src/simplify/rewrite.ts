/** Applies the rules to a graph from its inputs on, in passes, until none applies. */
import { sameShape } from '@kantor/tensor';
import { apply } from '../build.js';
import type { Kind } from '../op.js';
import { topological, type Value } from '../value.js';
import { arithmeticRules } from './arithmetic.js';
import { broadcastingRules } from './broadcasting.js';
import { choiceRules } from './choice.js';
import { foldRules } from './fold.js';
import { createInterner, type Interner } from './interner.js';
import { linearRules } from './linear.js';
import { movementRules } from './movement.js';
import type { AnyRule, Rules } from './rule.js';
import { scaleRules } from './scale.js';
import { sinkRules } from './sink.js';

const families: readonly Rules[] = [
  scaleRules,
  arithmeticRules,
  choiceRules,
  movementRules,
  linearRules,
  sinkRules,
];

const rulesByKind = new Map<Kind, readonly AnyRule[]>();

function rulesOf(kind: Kind): readonly AnyRule[] {
  const known = rulesByKind.get(kind);
  if (known) return known;
  const own = families.flatMap((family) => (family[kind] ?? []) as readonly AnyRule[]);
  const rules = [...foldRules, ...broadcastingRules, ...own];
  rulesByKind.set(kind, rules);
  return rules;
}

/** One way through a graph: each value is made simple once, after all that it is made of. */
interface Pass {
  readonly interner: Interner;
  /** How many values use a value that is simple already. */
  readonly uses: Map<Value, number>;
}

function rewriteOnce(value: Value, { uses }: Pass): Value | undefined {
  for (const rule of rulesOf(value.op.kind)) {
    const simpler = rule(value, (input) => uses.get(input) === 1);
    if (simpler) return simpler;
  }
  return undefined;
}

/** Rewrites one value until no rule applies, and returns the one value that computes it. */
function simplifyValue(value: Value, pass: Pass): Value {
  let current = value;
  while (!pass.interner.has(current)) {
    const inputs = current.inputs.map((input) => simplifyValue(input, pass)); // what a rule made, at most one deep
    if (inputs.some((input, i) => input !== current.inputs[i])) current = apply(current.op, inputs);
    const simpler = rewriteOnce(current, pass);
    if (!simpler) return pass.interner.intern(current);
    if (!sameShape(simpler.shape, value.shape) || simpler.dtype !== value.dtype) {
      throw new Error(`simplify: a rule of '${current.op.kind}' changed the shape or dtype of its value.`);
    }
    current = simpler;
  }
  return current;
}

function countUses(order: readonly Value[], outputs: readonly Value[]): Map<Value, number> {
  const uses = new Map<Value, number>();
  for (const value of [...order.flatMap(({ inputs }) => inputs), ...outputs]) {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  return uses;
}

function rewritePass(outputs: readonly Value[]): Value[] {
  const order = topological(outputs);
  const pass: Pass = { interner: createInterner(), uses: new Map() };
  const uses = countUses(order, outputs);
  const simple = new Map<Value, Value>();
  for (const value of order) {
    const inputs = value.inputs.map((input) => simple.get(input) as Value);
    const same = inputs.every((input, i) => input === value.inputs[i]);
    const result = simplifyValue(same ? value : apply(value.op, inputs), pass);
    simple.set(value, result);
    pass.uses.set(result, (pass.uses.get(result) ?? 0) + (uses.get(value) ?? 0));
  }
  return outputs.map((value) => simple.get(value) as Value);
}

/** Values that compute the same as `outputs`, in the same order, with no more operations. */
export function rewrite(outputs: readonly Value[]): Value[] {
  let current = [...outputs];
  for (;;) {
    const next = rewritePass(current);
    if (next.every((value, i) => value === current[i])) return next;
    current = next;
  }
}

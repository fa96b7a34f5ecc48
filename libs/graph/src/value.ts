/** A node of the graph: what it computes, from which values, and the shape and dtype of the result. */
import type { DType, Shape } from '@kantor/tensor';
import type { Op } from './op.js';

export interface Value {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value that is fed from outside by name. */
export interface InputValue extends Value {
  readonly op: { readonly kind: 'input'; readonly name: string };
}

/** Where a builder takes a value, a number stands for a float32 scalar constant. */
export type Operand = Value | number;

/**
 * All values that `outputs` depend on, each once, inputs before users, in an order that depends on the graph alone.
 * Iterative: a deep graph does not overflow the stack.
 */
export function topological(outputs: readonly Value[]): Value[] {
  const order: Value[] = [];
  const state = new Map<Value, 'open' | 'done'>();
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const value = stack[stack.length - 1];
    if (state.get(value) === 'done') {
      stack.pop();
    } else if (state.get(value) === 'open') {
      stack.pop();
      state.set(value, 'done');
      order.push(value);
    } else {
      state.set(value, 'open');
      for (let i = value.inputs.length - 1; i >= 0; i--) {
        if (!state.has(value.inputs[i])) stack.push(value.inputs[i]);
      }
    }
  }
  return order;
}

export function isInput(value: Value): value is InputValue {
  return value.op.kind === 'input';
}

/**
 * What a rule of simplification is, and what the rules share.
 *
 * The law: a rule replaces one operation by at most one operation on values that are there already (or by a constant),
 * or, together with an operand that has no other user, by at most two. So a program never grows. (Should that operand
 * turn out to be what another value becomes, the two are one operation from then on, and nothing is lost.)
 */
import { floats, isStatic, sameShape, type DType, type HostTensor, type Shape } from '@kantor/tensor';
import { builders } from '../build.js';
import type { Kind, OpOf } from '../op.js';
import type { Value } from '../value.js';

/** A value whose operation is of a known kind. */
export type ValueOf<K extends Kind> = Omit<Value, 'op'> & { readonly op: OpOf<K> };

/** A simpler value of the same shape and dtype, or undefined if the rule does not apply. */
export type Rule<K extends Kind> = (value: ValueOf<K>, isSole: IsSole) => Value | undefined;

/** A rule of more than one kind of operation. */
export type AnyRule = (value: Value, isSole: IsSole) => Value | undefined;

/** Whether an operand has no other user than the value at hand. */
export type IsSole = (operand: Value) => boolean;

/** Rules by the kind of operation that they apply to, in the order in which they are tried. */
export type Rules = { readonly [K in Kind]?: readonly Rule<K>[] };

const uniformElements = new WeakMap<HostTensor, { readonly element: number | undefined }>();

function elementOf(tensor: HostTensor): number | undefined {
  const known = uniformElements.get(tensor);
  if (known) return known.element;
  const { dtype, data } = tensor;
  const readable = dtype === 'float32' || dtype === 'bool';
  const element =
    readable && data.length > 0 && data.every((x: unknown) => x === data[0]) ? Number(data[0]) : undefined;
  uniformElements.set(tensor, { element });
  return element;
}

/** The number that every element of a float32 or bool value is, where that is known. */
export function uniform(value: Value): number | undefined {
  if (value.op.kind === 'constant') return elementOf(value.op.value);
  return value.op.kind === 'expand' ? uniform(value.inputs[0]) : undefined;
}

/** Whether every element of a value is known to be `element`. */
export function is(value: Value, element: number): boolean {
  return uniform(value) === element;
}

export function scalar(element: number, dtype: DType): Value | undefined {
  if (dtype === 'float32') return builders.constant(element);
  if (dtype === 'bool') return builders.constant({ dtype, shape: [], data: Uint8Array.of(element) });
  return undefined;
}

/** `element` everywhere, in the shape and dtype of `like`; undefined where its batch size is not known. */
export function filledLike(like: Value, element: number): Value | undefined {
  const one = scalar(element, like.dtype);
  return one && isStatic(like.shape) ? broadcast(one, like.shape) : undefined;
}

/** `x` broadcast to `shape`; itself if it has that shape. */
export function broadcast(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : builders.expand(x, shape);
}

/** `x` as `shape`, which has as many elements; itself if it has that shape. */
export function reshaped(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : builders.reshape(x, shape);
}

/** The input of `value` if it is of this kind. */
export function inputOf(value: Value, kind: Kind): Value | undefined {
  return value.op.kind === kind ? value.inputs[0] : undefined;
}

/** A float32 constant of a known shape. */
export function floatConstant(shape: readonly number[], data: Float32Array): Value {
  return builders.constant(floats(shape, data));
}

/** What a primitive is: a shape rule, a gradient rule and, if it works element by element, its scalar function. */
import { broadcastShapes, formatShape, KantorError, sameShape, type DType, type Shape } from '@kantor/tensor';
import type { Builders } from './builders.js';
import type { Kind, OpOf } from './op.js';
import type { Value } from './value.js';

export interface Result {
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface GradientContext<K extends Kind> {
  readonly op: OpOf<K>;
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** Gradient of the loss with respect to `output`, of the same shape. */
  readonly dy: Value;
  readonly ops: Builders;
}

/** One thunk an input, run only if that input's gradient is needed; undefined where the gradient is zero everywhere. */
export type Gradients = readonly ((() => Value) | undefined)[];

export interface Primitive<K extends Kind> {
  readonly kind: K;
  /** Shape and dtype of the result; throws KantorError `graph/shape` or `graph/dtype` with what was expected. */
  readonly infer: (op: OpOf<K>, inputs: readonly Value[]) => Result;
  /** The vector–Jacobian product, written with primitives, so that it can be differentiated again. */
  readonly gradient: (context: GradientContext<K>) => Gradients;
  /** For element-wise primitives: the function of the elements, in float64. */
  readonly evaluate?: (op: OpOf<K>, ...elements: number[]) => number;
}

/** Ends shape inference with an error that names the primitive, what it wanted and what came. */
export function shapeError(kind: Kind, expected: string, inputs: readonly Value[]): never {
  const shapes = inputs.map((value) => formatShape(value.shape)).join(' and ');
  throw new KantorError('graph/shape', `${kind}: expected ${expected}, got ${shapes}.`);
}

export function requireFloat(kind: Kind, inputs: readonly Value[]): void {
  const wrong = inputs.find((value) => value.dtype !== 'float32');
  if (wrong) throw new KantorError('graph/dtype', `${kind}: expected float32, got ${wrong.dtype}.`);
}

/** Sums `x` down to `shape`, from which it was broadcast: the adjoint of broadcasting. */
export function sumTo(ops: Builders, x: Value, shape: Shape): Value {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((dim, axis) =>
    axis < lead || (shape[axis - lead] === 1 && dim !== 1) ? [axis] : [],
  );
  const summed = axes.length === 0 ? x : ops.sum(x, { axes, keepDims: lead === 0 });
  return sameShape(summed.shape, shape) ? summed : ops.reshape(summed, shape);
}

/** A primitive of one float tensor, element by element; one without a gradient rule has gradient zero everywhere. */
export function unary<K extends Kind>(
  kind: K,
  evaluate: (op: OpOf<K>, x: number) => number,
  gradient?: (context: GradientContext<K> & { x: Value }) => Value,
): Primitive<K> {
  return {
    kind,
    evaluate,
    infer(_op, inputs) {
      requireFloat(kind, inputs);
      return { shape: inputs[0].shape, dtype: 'float32' };
    },
    gradient(context) {
      const x = context.inputs[0];
      return [gradient && (() => gradient({ ...context, x }))];
    },
  };
}

/** A primitive of two float tensors that broadcast, element by element. */
export function binary<K extends Kind>(
  kind: K,
  evaluate: (op: OpOf<K>, a: number, b: number) => number,
  gradient: (context: GradientContext<K> & { a: Value; b: Value }) => readonly [() => Value, () => Value],
): Primitive<K> {
  return {
    kind,
    evaluate,
    infer: (_op, inputs) => ({ shape: inferBroadcast(kind, inputs), dtype: 'float32' }),
    gradient(context) {
      const [a, b] = context.inputs;
      const [da, db] = gradient({ ...context, a, b });
      return [() => sumTo(context.ops, da(), a.shape), () => sumTo(context.ops, db(), b.shape)];
    },
  };
}

export function inferBroadcast(kind: Kind, inputs: readonly Value[]): Shape {
  requireFloat(kind, inputs);
  const [a, b] = inputs;
  return broadcastShapes(a.shape, b.shape) ?? shapeError(kind, 'shapes that broadcast', inputs);
}

/** Shapes: lists of dimensions, outermost first. Only the batch of a sampling graph may be unknown: the symbol N. */
import { KantorError } from './error.js';

/** A size, or `'N'`: the batch size of a sampling graph, known only when it runs. */
export type Dim = number | 'N';
export type Shape = readonly Dim[];
export type StaticShape = readonly number[];

/** `[64, 1, 28, 28]` or `[N, 100]`, as errors and docs print a shape. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

export function isStatic(shape: Shape): shape is StaticShape {
  return shape.every((dim) => dim !== 'N');
}

/** The shape itself, once it is known to have no `N`. `what` names its owner in the error. */
export function requireStatic(shape: Shape, what: string): StaticShape {
  if (isStatic(shape)) return shape;
  throw new KantorError(
    'tensor/symbolic-shape',
    `${what} needs a known batch size, but its shape is ${formatShape(shape)}. ` +
      'The symbol N is allowed in sampling graphs only; build this graph with a number.',
  );
}

/** Number of elements of a known shape; 1 for a scalar `[]`. */
export function sizeOf(shape: StaticShape): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/**
 * NumPy's broadcasting of two shapes. `N` broadcasts with 1 and with itself.
 * @returns undefined if they do not broadcast; the caller knows the name for the error.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** `-1` → last axis, and so on; throws for an axis out of range. */
export function normalizeAxis(axis: number, rank: number, what: string): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new KantorError(
    'tensor/axis',
    `${what}: axis ${axis} is out of range; a tensor of rank ${rank} has axes ${-rank} to ${rank - 1}.`,
  );
}

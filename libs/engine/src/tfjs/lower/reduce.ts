/** Reductions as kernels. */
import type { StaticShape } from '@kantor/tensor';
import { reduced } from '../carry.js';
import { cutInto } from '../device-axes.js';
import { placeIn, plain, type Layout, type Part } from '../layout.js';
import { fill, tensorOperand, view, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import type { Lower, LowerContext } from './lowering.js';

/** The input as a tensor of which some axes are reduced and the others kept, joined where they are neighbours. */
interface Reduction {
  readonly x: Ref;
  readonly axes: readonly number[];
  /** The layout of what is kept. */
  readonly layout: Layout;
}

/** Neighbours that are all reduced or all kept, joined. */
function stretches(parts: readonly Part[], isReduced: (part: Part) => boolean) {
  const result: { size: number; reduced: boolean }[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (last?.reduced === isReduced(part)) last.size *= part.size;
    else result.push({ size: part.size, reduced: isReduced(part) });
  }
  return result;
}

function prepare({
  op,
  inputs,
  inputShapes,
  recorder,
  backend,
}: LowerContext<'sum'> | LowerContext<'max'>): Reduction {
  const [operand, shape] = [inputs[0], inputShapes[0]];
  const given = operand.kind === 'tensor' ? operand.layout : plain(shape);
  const fits = placeIn(shape, given) && reduced(given, shape, op);
  const layout = fits ? given : plain(shape);
  const joined = stretches(placeIn(shape, layout) ?? [], ({ axis }) => op.axes.includes(axis));
  const sizes = joined.map(({ size }) => size);
  const own = fits && operand.kind === 'tensor' && !backend.cheapViews ? operand.ref.shape : sizes;
  const places = cutInto(own, sizes);
  const x = view(recorder, operand, layout, places ? own : sizes);
  const stretch = places ?? sizes.map((_, i) => i);
  return {
    x,
    axes: stretch.flatMap((place, axis) => (joined[place]?.reduced ? [axis] : [])),
    layout: reduced(layout, shape, op) ?? plain([]),
  };
}

function without(shape: StaticShape, axes: readonly number[]): number[] {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Sums over the rows of a matrix as a product with a row of ones. */
function sumOfRows(recorder: Recorder, x: Ref): Ref {
  const [rows, columns] = x.shape;
  const attributes = { transposeA: false, transposeB: false };
  const options = { shape: [1, columns], attributes };
  return recorder.kernel('BatchMatMul', { a: fill(recorder, [1, rows], 1), b: recorder.factor(x) }, options);
}

function sumOver(recorder: Recorder, x: Ref, axes: readonly number[]): Ref {
  const options = { shape: without(x.shape, axes), attributes: { axis: axes, keepDims: false } };
  return recorder.kernel('Sum', { x }, options);
}

/** The divisor of a number that is next to its square root, from below. */
function middleDivisor(n: number): number {
  let divisor = Math.floor(Math.sqrt(n));
  while (n % divisor !== 0) divisor--;
  return divisor;
}

/** A long sum over the last axis as a sum of sums: where one float32 takes all terms, it loses digits with each. */
function sumInTwo(recorder: Recorder, x: Ref): Ref {
  const last = x.shape.length - 1;
  const count = x.shape[last];
  const part = count < 64 ? 1 : middleDivisor(count);
  if (part === 1) return sumOver(recorder, x, [last]);
  const parts = recorder.reshape(x, [...x.shape.slice(0, last), count / part, part]);
  return sumOver(recorder, sumOver(recorder, parts, [last + 1]), [last]);
}

export const sum: Lower<'sum'> = (context) => {
  const { recorder, backend } = context;
  const { x, axes, layout } = prepare(context);
  if (axes.length === 0) return tensorOperand(x, layout);
  const overLast = axes.length === 1 && axes[0] === x.shape.length - 1;
  if (backend.plainSums && overLast) return tensorOperand(sumInTwo(recorder, x), layout);
  if (backend.sumsAsProducts && axes.join() === '0' && x.shape.length === 2) {
    return tensorOperand(sumOfRows(recorder, x), layout);
  }
  return tensorOperand(sumOver(recorder, x, axes), layout);
};

export const max: Lower<'max'> = (context): Operand => {
  const { x, axes, layout } = prepare(context);
  if (axes.length === 0) return tensorOperand(x, layout);
  const options = { shape: without(x.shape, axes), attributes: { reductionIndices: axes, keepDims: false } };
  return tensorOperand(context.recorder.kernel('Max', { x }, options), layout);
};

/** Matrix products as kernels. */
import { sameShape, sizeOf, type StaticShape } from '@kantor/tensor';
import { halvesOf } from '../carry.js';
import { layoutOf, plain, sameLayout, type Layout, type Part } from '../layout.js';
import { tensorOperand, view, type Operand } from '../operand.js';
import type { Ref } from '../tape.js';
import type { Lower, LowerContext } from './lowering.js';

/** One of the two matrices, of which the product sums over one axis and keeps the other. */
interface Side {
  readonly operand: Operand;
  readonly shape: StaticShape;
  readonly inner: 0 | 1;
}

/** The pieces of an axis in the order in which they lie on the device. */
type Pieces = readonly Omit<Part, 'axis'>[];

const other = (axis: 0 | 1) => (axis === 0 ? 1 : 0);
const whole = (size: number): Pieces => [{ size, step: 1 }];

function layoutOfSide({ operand, shape }: Side): Layout {
  return operand.kind === 'tensor' ? operand.layout : plain(shape);
}

/** In which order to sum: as the larger tensor lies, so that it is the smaller that is turned, if one must be. */
function innerPieces(sides: readonly [Side, Side]): Pieces {
  const [larger, smaller] = [...sides].sort((a, b) => weight(b) - weight(a));
  for (const side of [larger, smaller]) {
    const halves = halvesOf(layoutOfSide(side), side.shape);
    if (halves && side.operand.kind === 'tensor') return halves.parts[side.inner];
  }
  return whole(larger.shape[larger.inner]);
}

function weight({ operand, shape }: Side): number {
  return operand.kind === 'tensor' ? sizeOf(shape) : 0;
}

/** A side with its pieces in the given order, the axis that is summed first or last. */
function sideLayout({ shape, inner }: Side, innerFirst: boolean, summed: Pieces, kept: Pieces): Layout {
  const along = (axis: 0 | 1, pieces: Pieces): Part[] =>
    pieces.map(({ size, step }) => ({ axis, size, step }));
  const [first, last] = [along(inner, summed), along(other(inner), kept)];
  return layoutOf(shape, innerFirst ? [...first, ...last] : [...last, ...first]);
}

/**
 * A side as a matrix for the kernel, which would have its inner axis last on the left and first on the right. The other
 * way round if it lies so and the kernel does not mind.
 */
function asMatrix(
  { recorder, backend }: LowerContext<'matmul'>,
  side: Side,
  { onLeft, summed, kept }: { onLeft: boolean; summed: Pieces; kept: Pieces },
): { readonly ref: Ref; readonly transposed: boolean } {
  const wanted = sideLayout(side, !onLeft, summed, kept);
  const turned = sideLayout(side, onLeft, summed, kept);
  const innerFirst = [side.shape[side.inner], side.shape[other(side.inner)]];
  const innerLast = [innerFirst[1], innerFirst[0]];
  const [shape, turnedShape] = onLeft ? [innerLast, innerFirst] : [innerFirst, innerLast];
  const lies = layoutOfSide(side);
  const isSeen = (as: readonly number[]) =>
    side.operand.kind === 'tensor' && sameShape(side.operand.ref.shape, as);
  // A vector lies both ways, and may be seen one way already.
  const asItIs = sameLayout(lies, wanted) && (!isSeen(turnedShape) || isSeen(shape));
  const transposed = backend.fastTransposedOperands && !asItIs && sameLayout(lies, turned);
  return transposed
    ? { ref: view(recorder, side.operand, turned, turnedShape), transposed }
    : { ref: view(recorder, side.operand, wanted, shape), transposed };
}

export const matmul: Lower<'matmul'> = (context) => {
  const { op, inputs, inputShapes, shape, layout, recorder } = context;
  const a: Side = { operand: inputs[0], shape: inputShapes[0], inner: op.transposeA ? 0 : 1 };
  const b: Side = { operand: inputs[1], shape: inputShapes[1], inner: op.transposeB ? 1 : 0 };
  const halves = halvesOf(layout, shape);
  const [rows, columns]: readonly Pieces[] = halves?.parts ?? shape.map(whole);
  const summed = innerPieces([a, b]);
  // Where the columns of the result come first it is the transposed product that is computed.
  const [left, right] = halves?.turned ? [b, a] : [a, b];
  const [kept, across] = halves?.turned ? [columns, rows] : [rows, columns];
  const first = asMatrix(context, left, { onLeft: true, summed, kept });
  const second = asMatrix(context, right, { onLeft: false, summed, kept: across });
  const attributes = { transposeA: first.transposed, transposeB: second.transposed };
  const size = (pieces: Pieces) => pieces.reduce((product, piece) => product * piece.size, 1);
  const product = recorder.kernel(
    'BatchMatMul',
    { a: first.ref, b: recorder.factor(second.ref) },
    { shape: [size(kept), size(across)], attributes },
  );
  return tensorOperand(product, halves ? layout : plain(shape));
};

/** Between which tensors a layout carries over for free, primitive by primitive: what `arrange` follows. */
import type { Value } from '@kantor/graph';
import { sameShape, sizeOf, type StaticShape } from '@kantor/tensor';
import { broadcastFrom, halvesOf, matrixLayout, permuted, reduced, resized } from './carry.js';
import type { Layout } from './layout.js';

/** If `from` has a layout, `to` had better have `carry` of it. */
export interface Link {
  readonly from: Value;
  readonly to: Value;
  readonly carry: (layout: Layout) => Layout | undefined;
}

/** Programs that run have shapes without symbols; `load` has checked that. */
export const shapeOf = ({ shape }: Value): StaticShape => shape as StaticShape;

const unchanged = (layout: Layout) => layout;

function both(a: Value, b: Value): Link[] {
  return [
    { from: a, to: b, carry: unchanged },
    { from: b, to: a, carry: unchanged },
  ];
}

function elementwise(value: Value): Link[] {
  const shape = shapeOf(value);
  return value.inputs.flatMap((input) => {
    if (sizeOf(shapeOf(input)) === sizeOf(shape)) return both(value, input);
    return [{ from: value, to: input, carry: (layout) => broadcastFrom(layout, shape, shapeOf(input)) }];
  });
}

/** The axes that rows and columns of the result come from, and those that are summed over, carry their order over. */
function matmul(value: Value, transposeA: boolean, transposeB: boolean): Link[] {
  const [a, b] = value.inputs;
  const [rows, innerA] = transposeA ? [1, 0] : [0, 1];
  const [innerB, columns] = transposeB ? [1, 0] : [0, 1];
  /** What one axis of `from` says about one axis of `to`. */
  const along = (from: Value, axis: 0 | 1, to: Value, toAxis: 0 | 1): Link => ({
    from,
    to,
    carry(layout) {
      const parts = halvesOf(layout, shapeOf(from))?.parts[axis];
      return matrixLayout(shapeOf(to), toAxis === 0 ? parts : undefined, toAxis === 1 ? parts : undefined);
    },
  });
  return [
    along(value, 0, a, rows as 0 | 1),
    along(value, 1, b, columns as 0 | 1),
    along(a, rows as 0 | 1, value, 0),
    along(b, columns as 0 | 1, value, 1),
    along(a, innerA as 0 | 1, b, innerB as 0 | 1),
    along(b, innerB as 0 | 1, a, innerA as 0 | 1),
  ];
}

/** Links in both directions between a value and inputs that are blocks of it, or of which it is a block. */
function blocks(value: Value): Link[] {
  return value.inputs.flatMap((input) => [
    { from: value, to: input, carry: (layout) => resized(layout, shapeOf(value), shapeOf(input)) },
    { from: input, to: value, carry: (layout) => resized(layout, shapeOf(input), shapeOf(value)) },
  ]);
}

function transpose(value: Value, permutation: readonly number[]): Link[] {
  const [x] = value.inputs;
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return [
    { from: x, to: value, carry: (layout) => permuted(layout, shapeOf(x), permutation) },
    { from: value, to: x, carry: (layout) => permuted(layout, shapeOf(value), inverse) },
  ];
}

export function linksOf(value: Value): Link[] {
  const { op, inputs } = value;
  switch (op.kind) {
    case 'input':
    case 'constant':
    case 'onnx':
    case 'conv':
    case 'convInputGrad':
    case 'convFilterGrad':
      return [];
    case 'sum':
    case 'max':
      return [{ from: inputs[0], to: value, carry: (layout) => reduced(layout, shapeOf(inputs[0]), op) }];
    case 'matmul':
      return matmul(value, op.transposeA, op.transposeB);
    case 'transpose':
      return transpose(value, op.permutation);
    case 'slice':
    case 'pad':
    case 'concat':
      return blocks(value);
    case 'expand':
      return sameShape(inputs[0].shape, value.shape) ? both(value, inputs[0]) : elementwise(value);
    default:
      return elementwise(value);
  }
}

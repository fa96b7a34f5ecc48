/** How layouts carry over from a tensor to another that has its elements, or some of them, elsewhere. */
import { sameShape, type StaticShape } from '@kantor/tensor';
import { inOrder, layoutOf, placeIn, type Layout, type Part } from './layout.js';

/** Images [N, C, H, W] with their channels last, as the convolutions of TensorFlow.js have them. */
export function channelsLast(shape: StaticShape): Layout {
  return inOrder(shape, [0, 2, 3, 1]);
}

/** Filters [O, C, kh, kw] as [kh, kw, C, O], as the convolutions of TensorFlow.js have them. */
export function filtersLast(shape: StaticShape): Layout {
  return inOrder(shape, [2, 3, 1, 0]);
}

/** The layout that a tensor has if it broadcasts to a shape with a layout and lies in the same order. */
export function broadcastFrom(layout: Layout, shape: StaticShape, operand: StaticShape): Layout | undefined {
  const lead = shape.length - operand.length;
  const parts = placeIn(shape, layout)
    ?.map((part) => ({ ...part, axis: part.axis - lead }))
    .filter(({ axis }) => axis >= 0 && operand[axis] !== 1);
  return parts && layoutOf(operand, parts);
}

/** What is left of a layout once `axes` are reduced. */
export function reduced(
  layout: Layout,
  shape: StaticShape,
  { axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean },
): Layout | undefined {
  const kept = shape.map((_, axis) => axis).filter((axis) => keepDims || !axes.includes(axis));
  const parts = placeIn(shape, layout)
    ?.filter(({ axis }) => !axes.includes(axis))
    .map((part) => ({ ...part, axis: kept.indexOf(part.axis) }));
  const result = kept.map((axis) => (axes.includes(axis) ? 1 : shape[axis]));
  return parts && layoutOf(result, parts);
}

/** Axis i of the result is axis `permutation[i]` of a tensor of `shape`. */
export function permuted(
  layout: Layout,
  shape: StaticShape,
  permutation: readonly number[],
): Layout | undefined {
  const parts = placeIn(shape, layout)?.map((part) => ({ ...part, axis: permutation.indexOf(part.axis) }));
  const result = permutation.map((axis) => shape[axis]);
  return parts && layoutOf(result, parts);
}

/** The same order of axes for a tensor of which some are longer or shorter, if these lie in one piece. */
export function resized(layout: Layout, from: StaticShape, to: StaticShape): Layout | undefined {
  if (sameShape(from, to)) return layout;
  const parts = placeIn(from, layout);
  const whole = from.every(
    (size, axis) => size === to[axis] || (parts ?? []).filter((part) => part.axis === axis).length === 1,
  );
  if (!parts || !whole) return undefined;
  const sized = parts.map((part) => {
    const { axis } = part;
    return from[axis] === to[axis] ? part : { axis, size: to[axis], step: 1 };
  });
  return layoutOf(to, sized);
}

/** The parts of both axes of a matrix, if each axis lies in one piece. */
export interface Halves {
  readonly parts: readonly [readonly Part[], readonly Part[]];
  /** Whether the second axis comes first; false if that is the same. */
  readonly turned: boolean;
}

export function halvesOf(layout: Layout, shape: StaticShape): Halves | undefined {
  const parts = placeIn(shape, layout);
  if (!parts) return undefined;
  const [rows, columns] = [0, 1].map((axis) => parts.filter((part) => part.axis === axis));
  const inOneOrder = (list: readonly Part[]) => list.every((part, i) => part === parts[i]);
  if (inOneOrder([...rows, ...columns])) return { parts: [rows, columns], turned: false };
  return inOneOrder([...columns, ...rows]) ? { parts: [rows, columns], turned: true } : undefined;
}

/** A matrix with its rows before its columns, each axis in the order of its parts; row-major along one without parts. */
export function matrixLayout(
  shape: StaticShape,
  rows: readonly Part[] | undefined,
  columns: readonly Part[] | undefined,
): Layout {
  const along = (axis: number, parts: readonly Part[] | undefined): Part[] =>
    (parts ?? [{ axis, size: shape[axis], step: 1 }]).map((part) => ({ ...part, axis }));
  return layoutOf(shape, [...along(0, rows), ...along(1, columns)]);
}

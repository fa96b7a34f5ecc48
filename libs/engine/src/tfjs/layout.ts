/**
 * In which order the elements of a tensor lie on the device. The graph's tensors are row-major; a layout says how far
 * apart the neighbours along each device axis are in that row-major order. A reshape changes nothing in it, and a
 * transposition is another layout before it is any work.
 */
import { sizeOf, type StaticShape } from '@kantor/tensor';

interface Axis {
  readonly size: number;
  /** Between neighbours, in elements of the row-major order. */
  readonly stride: number;
}

/**
 * Axes as they lie on the device, outermost first, in canonical form: without axes of size 1, and with neighbours that
 * continue each other joined. Tensors of one size have the same order if and only if these lists are equal.
 */
export type Layout = readonly Axis[];

/** A piece of an axis of a shape: `size` elements that are `step` apart along it. */
export interface Part {
  readonly axis: number;
  readonly size: number;
  readonly step: number;
}

/** Elements between neighbours along each axis of a row-major tensor. */
function stridesOf(shape: StaticShape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

function joined(axes: readonly Axis[]): Layout {
  const result: Axis[] = [];
  for (const axis of axes) {
    const last = result[result.length - 1];
    if (axis.size === 1) continue;
    if (last?.stride === axis.size * axis.stride) {
      result[result.length - 1] = { size: last.size * axis.size, stride: axis.stride };
    } else {
      result.push(axis);
    }
  }
  return result;
}

/** Row-major. */
export function plain(shape: StaticShape): Layout {
  return joined([{ size: sizeOf(shape), stride: 1 }]);
}

/** The axes of a shape in another order, as in `[0, 2, 3, 1]` for images with their channels last. */
export function inOrder(shape: StaticShape, order: readonly number[]): Layout {
  const strides = stridesOf(shape);
  return joined(order.map((axis) => ({ size: shape[axis], stride: strides[axis] })));
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return (
    a.length === b.length && a.every(({ size, stride }, i) => size === b[i].size && stride === b[i].stride)
  );
}

export function layoutKey(layout: Layout): string {
  return layout.map(({ size, stride }) => `${size}:${stride}`).join(',');
}

/** The axes cut where row-major order passes one of the `bounds`; undefined if one cannot be cut there. */
function cut(layout: Layout, bounds: readonly number[]): Axis[] | undefined {
  const descending = [...new Set(bounds)].sort((a, b) => b - a);
  const result: Axis[] = [];
  for (const { size, stride } of layout) {
    let end = size * stride;
    for (const bound of descending.filter((b) => b > stride && b < size * stride)) {
      if (bound % stride !== 0 || end % bound !== 0) return undefined;
      result.push({ size: end / bound, stride: bound });
      end = bound;
    }
    result.push({ size: end / stride, stride });
  }
  return result;
}

/** The axes of a layout as parts of the axes of a shape; undefined if one of them lies across two. */
export function placeIn(shape: StaticShape, layout: Layout): Part[] | undefined {
  const strides = stridesOf(shape);
  const pieces = cut(layout, strides);
  const parts = pieces?.map(({ size, stride }) => {
    const axis = strides.findIndex((s, i) => shape[i] > 1 && stride >= s && stride < s * shape[i]);
    return { axis, size, step: stride / strides[axis] };
  });
  return parts?.every(({ axis, step }) => axis >= 0 && Number.isInteger(step)) ? parts : undefined;
}

/** The inverse of {@link placeIn}. */
export function layoutOf(shape: StaticShape, parts: readonly Part[]): Layout {
  const strides = stridesOf(shape);
  return joined(parts.map(({ axis, size, step }) => ({ size, stride: strides[axis] * step })));
}

export interface Transposition {
  /** How to see the tensor before. */
  readonly shape: readonly number[];
  readonly permutation: readonly number[];
}

/**
 * What makes the one layout of the other: one transposition, or two where they have no axes in common, by way of
 * row-major order; none if they are the same.
 */
export function transpositions(from: Layout, to: Layout): Transposition[] {
  if (sameLayout(from, to)) return [];
  const bounds = (layout: Layout) => layout.flatMap(({ size, stride }) => [stride, size * stride]);
  const before = cut(from, bounds(to));
  const after = cut(to, bounds(from));
  const permutation = after?.map(({ size, stride }) =>
    (before ?? []).findIndex((axis) => axis.size === size && axis.stride === stride),
  );
  if (before && permutation && !permutation.includes(-1)) {
    return [{ shape: before.map(({ size }) => size), permutation }];
  }
  const rows = plain(from.map(({ size }) => size));
  return [...transpositions(from, rows), ...transpositions(rows, to)];
}

/**
 * Calls `visit` for every element with its place on the device and its place in row-major order, in the order of the
 * former.
 */
export function forEachElement(layout: Layout, visit: (place: number, rowMajor: number) => void): void {
  const position = layout.map(() => 0);
  const count = layout.reduce((product, { size }) => product * size, 1);
  let rowMajor = 0;
  for (let place = 0; place < count; place++) {
    visit(place, rowMajor);
    for (let i = layout.length - 1; i >= 0; i--) {
      rowMajor += layout[i].stride;
      if (++position[i] < layout[i].size) break;
      rowMajor -= layout[i].stride * layout[i].size;
      position[i] = 0;
    }
  }
}

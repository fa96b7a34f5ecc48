/** The axes of tensors on the device, as parts of the axes that the graph gives them. */
import type { StaticShape } from '@kantor/tensor';
import { channelsLast, filtersLast, halvesOf } from './carry.js';
import { placeIn, plain, sameLayout, type Layout } from './layout.js';

/**
 * Which of the stretches of `sizes` each axis of a device shape lies in, −1 for axes of size 1; undefined if one of them
 * lies across two.
 */
export function cutInto(deviceShape: StaticShape, sizes: readonly number[]): number[] | undefined {
  let stretch = 0;
  let rest = sizes[0] ?? 1;
  const axes = deviceShape.map((size) => {
    if (size === 1) return -1;
    if (rest === 1) rest = sizes[++stretch] ?? 1;
    if (rest % size !== 0) return undefined;
    rest /= size;
    return stretch;
  });
  return axes.includes(undefined) ? undefined : (axes as number[]);
}

/** The shape in which a tensor of a layout is kept on the device: that which most kernels want, axes of size 1 included. */
export function deviceShape(shape: StaticShape, layout: Layout): StaticShape {
  if (sameLayout(layout, plain(shape))) return shape;
  if (shape.length === 1 || (shape.length === 2 && halvesOf(layout, shape)?.turned === false)) return shape;
  const [a, b, c, d] = shape;
  if (shape.length === 4 && sameLayout(layout, filtersLast(shape))) return [c, d, b, a];
  if (shape.length === 4 && sameLayout(layout, channelsLast(shape))) return [a, c, d, b];
  return (placeIn(shape, layout) ?? []).map(({ size }) => size);
}

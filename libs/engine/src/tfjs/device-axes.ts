/** The axes of tensors on the device, as parts of the axes that the graph gives them. */
import type { StaticShape } from '@kantor/tensor';
import { channelsLast, filtersLast, halvesOf } from './carry.js';
import { placeIn, plain, sameLayout, type Layout, type Part } from './layout.js';

/** One axis of a tensor on the device: the part of a graph's axis that it is; undefined for an axis of size 1. */
export type DeviceAxis = Part | undefined;

/** The axes of a device shape as parts of `parts`, which may be cut; undefined if one of them joins two. */
export function cutBy(deviceShape: StaticShape, parts: readonly Part[]): DeviceAxis[] | undefined {
  const rest = [...parts];
  const axes = deviceShape.map((size): DeviceAxis => {
    if (size === 1) return undefined;
    const part = rest.shift();
    if (!part || part.size % size !== 0) return { axis: -1, size, step: 1 };
    if (part.size > size) rest.unshift({ ...part, size: part.size / size });
    return { axis: part.axis, size, step: (part.step * part.size) / size };
  });
  return rest.length > 0 || axes.some((part) => part?.axis === -1) ? undefined : axes;
}

/** The shape in which a tensor of a layout is kept on the device: that which most kernels want, axes of size 1 included. */
export function deviceShape(shape: StaticShape, layout: Layout): StaticShape {
  if (sameLayout(layout, plain(shape))) return shape;
  if (shape.length === 2 && halvesOf(layout, shape)?.turned === false) return shape;
  const [a, b, c, d] = shape;
  if (shape.length === 4 && sameLayout(layout, filtersLast(shape))) return [c, d, b, a];
  if (shape.length === 4 && sameLayout(layout, channelsLast(shape))) return [a, c, d, b];
  return (placeIn(shape, layout) ?? []).map(({ size }) => size);
}

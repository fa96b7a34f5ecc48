/** The same numbers in another order: axes exchanged, or the places along one axis. */
import { floats, sizeOf, type FloatTensor } from '@kantor/tensor';

/** Axis i of the result is axis `axes[i]` of `x`. */
export function transpose(x: FloatTensor, axes: readonly number[]): FloatTensor {
  const shape = axes.map((axis) => x.shape[axis]);
  const strides = axes.map((axis) => sizeOf(x.shape.slice(axis + 1)));
  const data = new Float32Array(x.data.length);
  const place = shape.map(() => 0);
  for (let i = 0, from = 0; i < data.length; i++) {
    data[i] = x.data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] += 1;
      from += strides[axis];
      if (place[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      place[axis] = 0;
    }
  }
  return floats(shape, data);
}

/** Place i along `axis` of the result is place `order[i]` of `x`; without an order, `x` itself. */
export function reorder(x: FloatTensor, axis: number, order: ArrayLike<number> | undefined): FloatTensor {
  if (order === undefined) return x;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const block = order.length * inner;
  const data = new Float32Array(x.data.length);
  for (let start = 0; start < data.length; start += block) {
    for (let i = 0; i < order.length; i++) {
      const [from, to] = [start + order[i] * inner, start + i * inner];
      for (let j = 0; j < inner; j++) data[to + j] = x.data[from + j];
    }
  }
  return floats(x.shape, data);
}

/**
 * A transposed convolution. Padding that is not 'same' is cut off the output of 'valid', which is the whole of it:
 * size · stride + max(kernel − stride, 0) along an axis.
 */
import { floats, type FloatTensor } from '@kantor/tensor';
import { transpose } from '../arrange.js';
import type { Flow } from '../flow.js';
import { addLayer, biasOf, padsOf, pairOf, valueOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

interface Axis {
  /** Size of the kernel with the zeros after it that make the whole output long enough. */
  readonly kernel: number;
  readonly output: number;
  /** What is cut off the whole output. */
  readonly crop: readonly [before: number, after: number];
  /** Whether TensorFlow's 'same' gives the same. */
  readonly same: boolean;
}

function alongAxis(options: SpecOf<'convTranspose'>, size: number, axis: 0 | 1): Axis {
  const kernel = pairOf(options.kernel)[axis];
  const stride = pairOf(options.stride)[axis];
  const outputPadding = pairOf(options.outputPadding)[axis];
  if (options.padding === 'same') return { kernel, output: size * stride, crop: [0, 0], same: true };
  const [before, after] = padsOf(options.padding, axis);
  const end = (size - 1) * stride + kernel - after + outputPadding;
  const whole = size * stride + Math.max(kernel - stride, 0);
  // More output than there is: the kernel gets zeros at its end, so that what is added is the bias, as it should be.
  const zeros = Math.max(end - whole, 0);
  const output = end - before;
  return {
    kernel: zeros === 0 ? kernel : end - (size - 1) * stride,
    output,
    crop: [before, whole + zeros - end],
    same: output === size * stride && before === Math.floor(Math.max(kernel - stride, 0) / 2),
  };
}

/** Zeros below and to the right. x [kh, kw, …] → [rows, columns, …]. */
function extend(x: FloatTensor, rows: number, columns: number): FloatTensor {
  const [kh, kw, ...rest] = x.shape;
  if (rows === kh && columns === kw) return x;
  const line = x.data.length / kh;
  const extended = (line / kw) * columns;
  const data = new Float32Array(rows * extended);
  for (let row = 0; row < kh; row++) {
    data.set(x.data.subarray(row * line, (row + 1) * line), row * extended);
  }
  return floats([rows, columns, ...rest], data);
}

export function convTranspose(options: SpecOf<'convTranspose'>, site: Site): Flow {
  const [, height, width] = site.input.shape;
  const [rows, columns] = [alongAxis(options, height, 0), alongAxis(options, width, 1)];
  const same = rows.same && columns.same;
  const size = same ? pairOf(options.kernel) : ([rows.kernel, columns.kernel] as const);
  const kernel = transpose(valueOf(site, 'kernel'), [2, 3, 1, 0]); // [C, filters, kh, kw] → [kh, kw, filters, C]
  const whole = addLayer(site, 'Conv2DTranspose', {
    config: {
      filters: options.filters,
      kernel_size: size,
      strides: pairOf(options.stride),
      padding: same ? 'same' : 'valid',
      data_format: 'channels_last',
      use_bias: options.bias,
    },
    weights: { kernel: extend(kernel, ...size), ...biasOf(site, options) },
  });
  const shape = [options.filters, rows.output, columns.output];
  if (same || Math.max(...rows.crop, ...columns.crop) === 0) return { from: whole, shape };
  const from = addLayer(site, 'Cropping2D', {
    part: 'crop',
    from: whole,
    config: { cropping: [rows.crop, columns.crop], data_format: 'channels_last' },
  });
  return { from, shape };
}

/** A convolution. Padding that is neither 'same' nor 'valid' becomes a layer of its own before it. */
import { transpose } from '../arrange.js';
import type { Flow } from '../flow.js';
import { addLayer, biasOf, padsOf, pairOf, valueOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

interface Axis {
  readonly pads: readonly [before: number, after: number];
  readonly output: number;
  /** Whether TensorFlow's 'same' may say it. */
  readonly same: boolean;
}

/**
 * 'same' needs `total` zeros, half of them before. Where that is less than 0, as the kernel is smaller than the stride
 * and pixels are left over, the wasm backend of TensorFlow.js 4.22 computes wrong values, so it is not said then.
 */
function alongAxis({ padding, ...options }: SpecOf<'conv'>, size: number, axis: 0 | 1): Axis {
  const kernel = pairOf(options.kernel)[axis];
  const stride = pairOf(options.stride)[axis];
  const whole = Math.ceil(size / stride);
  const total = (whole - 1) * stride + kernel - size;
  const before = Math.floor(Math.max(total, 0) / 2);
  const same = [before, Math.max(total, 0) - before] as const;
  const pads = padding === 'same' ? same : padding === 'valid' ? ([0, 0] as const) : padsOf(padding, axis);
  const output = Math.floor((size + pads[0] + pads[1] - kernel) / stride) + 1;
  return { pads, output, same: output === whole && pads[0] === before && total >= 0 };
}

export function conv(options: SpecOf<'conv'>, site: Site): Flow {
  const [, height, width] = site.input.shape;
  const [rows, columns] = [alongAxis(options, height, 0), alongAxis(options, width, 1)];
  const same = rows.same && columns.same;
  const padded = !same && Math.max(...rows.pads, ...columns.pads) > 0;
  const input = padded
    ? addLayer(site, 'ZeroPadding2D', {
        part: 'pad',
        config: { padding: [rows.pads, columns.pads], data_format: 'channels_last' },
      })
    : site.input.from;
  const from = addLayer(site, 'Conv2D', {
    from: input,
    config: {
      filters: options.filters,
      kernel_size: pairOf(options.kernel),
      strides: pairOf(options.stride),
      padding: same ? 'same' : 'valid',
      data_format: 'channels_last',
      use_bias: options.bias,
    },
    weights: {
      kernel: transpose(valueOf(site, 'kernel'), [2, 3, 1, 0]), // [filters, C, kh, kw] → [kh, kw, C, filters]
      ...biasOf(site, options),
    },
  });
  return { from, shape: [options.filters, rows.output, columns.output] };
}

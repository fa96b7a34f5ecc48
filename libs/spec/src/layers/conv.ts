/** A convolution. x [N, C, H, W] → [N, filters, H', W'], kernel [filters, C, kh, kw], bias [filters]. */
import { conv as convolve, convOutputSize, type ConvWindow } from '@kantor/graph';
import { formatShape } from '@kantor/tensor';
import * as z from 'zod';
import { convPadding, positiveInteger, sizes } from '../atoms.js';
import { convFans } from '../init.js';
import { failAt, pairOf, requireImage, type Layer, type Site } from './layer.js';
import { weightKeys, weights } from './weights.js';

export const convSchema = z.strictObject({
  kind: z.literal('conv').describe("A convolution: [C, H, W] → [filters, H', W']."),
  filters: positiveInteger.describe('Channels of the output.'),
  kernel: sizes.describe('Size of the filters: a number, or [rows, columns].'),
  stride: sizes.default(1).describe('Step of the filters: a number, or [rows, columns].'),
  padding: convPadding
    .default('same')
    .describe(
      'same: output = input / stride, rounded up. valid: none. Or zeros on every side, or [top, left, bottom, right].',
    ),
  ...weightKeys,
});
type ConvOptions = z.output<typeof convSchema>;

/**
 * Zeros before and after one axis so that output = ⌈input / stride⌉, the odd one after, as TensorFlow's 'same' does.
 */
function samePads(size: number, kernel: number, stride: number): [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function padsOf(
  padding: ConvOptions['padding'],
  size: number[],
  kernel: number[],
  stride: number[],
): ConvWindow['pads'] {
  if (padding === 'same') {
    const [top, bottom] = samePads(size[0], kernel[0], stride[0]);
    const [left, right] = samePads(size[1], kernel[1], stride[1]);
    return [top, left, bottom, right];
  }
  if (padding === 'valid') return [0, 0, 0, 0];
  return typeof padding === 'number' ? [padding, padding, padding, padding] : padding;
}

export function conv(options: ConvOptions, site: Site): Layer {
  const [channels, ...size] = requireImage(site);
  const kernelSize = pairOf(options.kernel);
  const strides = pairOf(options.stride);
  const window = { strides, pads: padsOf(options.padding, size, kernelSize, strides) };
  const [height, width] = convOutputSize(size, kernelSize, window);
  if (height < 1 || width < 1) {
    failAt(
      site,
      `a ${kernelSize.join('x')} kernel does not fit into ${formatShape(site.input)} padded by ` +
        `${formatShape(window.pads)}; use a smaller kernel or padding: 'same'.`,
    );
  }
  const outputShape = [options.filters, height, width];
  const filters = [options.filters, channels, ...kernelSize];
  const { parameters, kernel, addBias } = weights(site, options, {
    kernel: filters,
    fans: convFans(filters, strides),
    output: outputShape,
  });
  return {
    outputShape,
    parameters,
    buffers: [],
    apply: (x, context) => addBias(convolve(x, kernel(context), window), context), // [N, filters, H', W']
  };
}

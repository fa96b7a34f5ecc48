/**
 * A transposed convolution, the adjoint of a convolution in its image.
 * x [N, C, H, W] → [N, filters, H', W'], kernel [C, filters, kh, kw] as PyTorch keeps it, bias [filters].
 */
import { convInputGrad } from '@kantor/graph';
import * as z from 'zod';
import { convTransposePadding, positiveInteger, sizes, sizesOrZero } from '../atoms.js';
import { convTransposeFans } from '../init.js';
import { failAt, pairOf, requireImage, type Layer, type Site } from './layer.js';
import { weightKeys, weights } from './weights.js';

export const convTransposeSchema = z.strictObject({
  kind: z.literal('convTranspose').describe("A transposed convolution: [C, H, W] → [filters, H', W']."),
  filters: positiveInteger.describe('Channels of the output.'),
  kernel: sizes.describe('Size of the filters: a number, or [rows, columns].'),
  stride: sizes.default(1).describe('How much larger the output is: a number, or [rows, columns].'),
  padding: convTransposePadding
    .default('same')
    .describe(
      'same: output = input * stride. Else as PyTorch: (input - 1) * stride - 2 * padding + kernel + outputPadding. ' +
        'Or what is taken off each side, [top, left, bottom, right].',
    ),
  outputPadding: sizesOrZero
    .default(0)
    .describe(
      "Rows and columns added at the bottom and right, less than the stride; not with padding 'same'.",
    ),
  ...weightKeys,
});
type ConvTransposeOptions = z.output<typeof convTransposeSchema>;

interface AxisOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly outputPadding: number;
  /** Undefined for 'same'. */
  readonly pads?: readonly [number, number] | undefined;
}

/**
 * Padding and output size along one axis. 'same' is TensorFlow's: the adjoint of a convolution with 'same' padding of
 * an image of size · stride, so ⌊(kernel − stride) / 2⌋ before and the rest after, none if the kernel is the smaller.
 */
function alongAxis(size: number, { kernel, stride, outputPadding, pads }: AxisOptions) {
  if (!pads) {
    const total = Math.max(kernel - stride, 0);
    const before = Math.floor(total / 2);
    return { before, after: total - before, output: size * stride };
  }
  const [before, after] = pads;
  return { before, after, output: (size - 1) * stride - before - after + kernel + outputPadding };
}

/** Padding of one axis: 0 for rows, 1 for columns. */
function explicitPads(
  padding: ConvTransposeOptions['padding'],
  axis: 0 | 1,
): readonly [number, number] | undefined {
  if (padding === 'same') return undefined;
  return typeof padding === 'number' ? [padding, padding] : [padding[axis], padding[axis + 2]];
}

function windowOf(options: ConvTransposeOptions, site: Site, size: readonly number[]) {
  const kernelSize = pairOf(options.kernel);
  const strides = pairOf(options.stride);
  const outputPadding = pairOf(options.outputPadding);
  if (options.padding === 'same' && Math.max(...outputPadding) > 0) {
    failAt(
      site,
      "padding 'same' fixes the output's size; leave outputPadding out, or give the padding as a number.",
    );
  }
  if (outputPadding.some((amount, axis) => amount >= strides[axis])) {
    failAt(
      site,
      `outputPadding ${outputPadding.join('x')} must be less than the stride ${strides.join('x')}.`,
    );
  }
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    alongAxis(size[axis], {
      kernel: kernelSize[axis],
      stride: strides[axis],
      outputPadding: outputPadding[axis],
      pads: explicitPads(options.padding, axis),
    }),
  );
  if (rows.output < 1 || columns.output < 1) {
    failAt(
      site,
      `the padding leaves nothing of the output: ${rows.output}x${columns.output}; use less padding.`,
    );
  }
  return {
    kernelSize,
    strides,
    pads: [rows.before, columns.before, rows.after, columns.after] as const,
    inputSize: [rows.output, columns.output] as const,
  };
}

export function convTranspose(options: ConvTransposeOptions, site: Site): Layer {
  const [channels, ...size] = requireImage(site);
  const { kernelSize, ...window } = windowOf(options, site, size);
  const outputShape = [options.filters, ...window.inputSize];
  const kernelShape = [channels, options.filters, ...kernelSize];
  const { parameters, kernel, addBias } = weights(site, options, {
    kernel: kernelShape,
    fans: convTransposeFans(kernelShape, window.strides),
    output: outputShape,
  });
  return {
    outputShape,
    parameters,
    buffers: [],
    apply: (x, context) => addBias(convInputGrad(x, kernel(context), window), context), // [N, filters, H', W']
  };
}

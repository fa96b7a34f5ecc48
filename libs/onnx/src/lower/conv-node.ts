/** Writes a convolution as ONNX's `Conv`, in a form that every provider of ONNX Runtime reads alike. */
import type { Emitter } from '../emitter.js';
import type { Pair, Sizes } from './window.js';

export interface Convolution extends Sizes {
  readonly strides: Pair;
  readonly dilations?: Pair;
  /** Top, left, bottom, right; none negative. */
  readonly pads: readonly [number, number, number, number];
}

/**
 * The WebGPU provider (1.30) computes a kernel as large as the image as one product, one result a filter, and looks for
 * padding at the top and left alone: where padding at the end gives more results, these would stay zero.
 */
function isMisread({ image, kernel, output, pads: [top, left] }: Convolution): boolean {
  return top + left === 0 && output.some((size) => size > 1) && image.every((size, a) => size === kernel[a]);
}

/** Emits the nodes that convolve `inputs` (image, filters and perhaps a bias); gives the result's name. */
export function emitConv(
  emit: Emitter,
  inputs: readonly string[],
  convolution: Convolution,
  result: { readonly output?: string } = {},
): string {
  const { kernel, output, strides, dilations, pads } = convolution;
  const attributes = { kernel_shape: kernel, ...(dilations ? { dilations } : {}), strides, pads };
  if (!isMisread(convolution)) return emit.node('Conv', inputs, { attributes, ...result });
  // One row of results more, above the others, and off again. A node `Pad` would be folded into the convolution.
  const [, left, bottom, right] = pads;
  const padded = { ...attributes, pads: [strides[0], left, bottom, right] };
  const taller = emit.node('Conv', inputs, { attributes: padded });
  const rows = [[1], [output[0] + 1], [2]].map((values) => emit.integers(values));
  return emit.node('Slice', [taller, ...rows], result);
}

/** What the three convolutions share: the size rule and the two checks. Not a primitive. */
import type { ConvWindow } from '../op.js';

/** Output size of a convolution along one axis. */
function outputSize(size: number, kernel: number, stride: number, pads: number): number {
  return Math.floor((size + pads - kernel) / stride) + 1;
}

/** [H', W'] of a convolution of [H, W] by a [kh, kw] kernel. */
export function convOutputSize(
  [height, width]: readonly number[],
  [kernelHeight, kernelWidth]: readonly number[],
  { strides, pads }: ConvWindow,
): [number, number] {
  return [
    outputSize(height, kernelHeight, strides[0], pads[0] + pads[2]),
    outputSize(width, kernelWidth, strides[1], pads[1] + pads[3]),
  ];
}

export function formatWindow({ strides, pads }: ConvWindow): string {
  return `strides [${strides.join(', ')}] and pads [${pads.join(', ')}]`;
}

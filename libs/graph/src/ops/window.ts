/** What the three convolutions share: the size rule and the checks. Not a primitive. */
import { isStatic, KantorError } from '@kantor/tensor';
import type { ConvWindow, Kind } from '../op.js';
import { requireFloat, shapeError } from '../primitive.js';
import type { Value } from '../value.js';

/** Checks what is common: four axes, of which only the batch may be unknown, and a window that makes sense. */
export function requireWindow(
  kind: Kind,
  window: ConvWindow,
  layout: string,
  inputs: readonly Value[],
): void {
  requireFloat(kind, inputs);
  if (inputs.some(({ shape }) => shape.length !== 4 || !isStatic(shape.slice(1))))
    shapeError(kind, layout, inputs);
  const { strides, pads } = window;
  const legal =
    strides.every((stride) => Number.isInteger(stride) && stride >= 1) &&
    pads.every((amount) => Number.isInteger(amount) && amount >= 0);
  if (!legal) {
    const wanted = 'whole strides of at least 1 and whole pads of at least 0';
    throw new KantorError('graph/window', `${kind}: expected ${wanted}, got ${formatWindow(window)}.`);
  }
}

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

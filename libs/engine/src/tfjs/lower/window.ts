/** How TensorFlow.js is told the window of a convolution, and what is left to do where it cannot be told. */
import type { ConvWindow } from '@kantor/graph';

export type Pair = readonly [number, number];

/** Sizes along rows and columns. */
export interface Sizes {
  readonly image: Pair;
  readonly kernel: Pair;
  readonly output: Pair;
}

/** Rows and columns of a shape [_, _, H, W]. */
export function sidesOf([, , height, width]: readonly number[]): Pair {
  return [height, width];
}

const both = (axis: (axis: 0 | 1) => boolean): boolean => axis(0) && axis(1);

/**
 * `valid` or `same` where the window is one of these, which every kernel knows. Zeros at the end that no window reaches
 * make no difference.
 */
export function namedPad(
  { strides, pads }: ConvWindow,
  { image, kernel, output }: Sizes,
): string | undefined {
  const isValid = (a: 0 | 1) =>
    pads[a] === 0 && output[a] === Math.floor((image[a] - kernel[a]) / strides[a]) + 1;
  const isSame = (a: 0 | 1) => {
    const total = Math.max(0, (output[a] - 1) * strides[a] + kernel[a] - image[a]);
    return output[a] === Math.ceil(image[a] / strides[a]) && pads[a] === Math.floor(total / 2);
  };
  if (both(isValid)) return 'valid';
  return both(isSame) ? 'same' : undefined;
}

/** Zeros around images [N, H, W, C], axis by axis. */
export function explicitPad([top, left, bottom, right]: ConvWindow['pads']): number[][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The pads with which windows cover images exactly; negative at the end where a window does not reach it. */
export function coveringPads(
  { strides, pads }: ConvWindow,
  { image, kernel, output }: Sizes,
): ConvWindow['pads'] {
  const [rows, columns] = ([0, 1] as const).map(
    (a) => (output[a] - 1) * strides[a] + kernel[a] - image[a] - pads[a],
  );
  return [pads[0], pads[1], rows, columns];
}

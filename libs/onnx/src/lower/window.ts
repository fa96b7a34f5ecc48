/** Where the windows of a convolution lie, seen from its gradients: the sizes and pads that their lowerings share. */
import type { ConvWindow } from '@kantor/graph';

export type Pair = readonly [number, number];

export interface Sizes {
  readonly image: Pair;
  readonly kernel: Pair;
  readonly output: Pair;
}

const perAxis = (of: (axis: 0 | 1) => number): Pair => [of(0), of(1)];

/** Rows and columns of a shape [_, _, H, W]. */
export const sidesOf = ([, , height, width]: readonly number[]): Pair => [height, width];

/** Rows and columns at the end of the image, padding included, that no window reaches. */
export function unreached({ strides, pads }: ConvWindow, { image, kernel, output }: Sizes): Pair {
  return perAxis((a) => image[a] + pads[a] + pads[a + 2] - ((output[a] - 1) * strides[a] + kernel[a]));
}

/**
 * The padding with which the windows cover the image exactly: what no window reaches is taken off the end, so that the
 * last two may be negative, which means cropping.
 */
export function coveringPads(window: ConvWindow, sizes: Sizes): ConvWindow['pads'] {
  const [top, left, bottom, right] = window.pads;
  const [rows, columns] = unreached(window, sizes);
  return [top, left, bottom - rows, right - columns];
}

/** The taps of a kernel that meet the image positions of one phase, of those with one remainder by the stride. */
export interface Phase {
  /** The largest of the taps, which meets the first of the outputs concerned; each next one is a stride less. */
  readonly last: number;
  readonly taps: number;
  /** Zeros before and after the outputs, so that each position of the phase has all its taps. */
  readonly pads: Pair;
}

/**
 * Splits the gradient of an axis by phase: image position p takes from output q over the tap t where
 * p + padBefore = q·stride + t, so positions with the same remainder by the stride share their taps, and their gradient
 * is a convolution of stride 1 with these taps in reverse order.
 * Undefined where that does not divide evenly: a phase without taps, pads that would crop, or an image of another size
 * than outputs times stride.
 */
export function phases(
  stride: number,
  padBefore: number,
  { image, kernel, output }: Readonly<Record<'image' | 'kernel' | 'output', number>>,
): readonly Phase[] | undefined {
  if (output * stride !== image || stride > kernel) return undefined;
  const list = Array.from({ length: stride }, (_, remainder): Phase => {
    const first = (remainder + padBefore) % stride;
    const taps = Math.ceil((kernel - first) / stride);
    const last = first + (taps - 1) * stride;
    const offset = (remainder + padBefore - last) / stride; // of the first output concerned, from the position's own
    return { last, taps, pads: [-offset, offset + taps - 1] };
  });
  return list.every(({ pads }) => pads.every((pad) => pad >= 0)) ? list : undefined;
}

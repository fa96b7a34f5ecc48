/** What the three convolutions share: their inputs as kernels want them, and the kernel of a convolution itself. */
import type { StaticShape } from '@kantor/tensor';
import { channelsLast, filtersLast } from '../carry.js';
import { view } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import type { AnyContext } from './lowering.js';
import type { Pair } from './window.js';

/** The shape of images [N, C, H, W] with their channels last. */
export function imageShape([count, channels, height, width]: StaticShape): number[] {
  return [count, height, width, channels];
}

/** The shape of filters [O, C, kh, kw] with their outputs last. */
export function filterShape([outputs, channels, height, width]: StaticShape): number[] {
  return [height, width, channels, outputs];
}

/** Input `i` as images [N, H, W, C]. */
export function imagesOf({ recorder, inputs, inputShapes }: AnyContext, i: 0 | 1): Ref {
  return view(recorder, inputs[i], channelsLast(inputShapes[i]), imageShape(inputShapes[i]));
}

/** The second input as filters [kh, kw, C, O]. */
export function filtersOf({ recorder, inputs, inputShapes: [, shape] }: AnyContext): Ref {
  return view(recorder, inputs[1], filtersLast(shape), filterShape(shape));
}

interface Convolution {
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pad: string | number[][];
  /** Rows and columns of the result. */
  readonly size: Pair;
}

/** Images [N, H, W, C] by filters [kh, kw, C, O] to [N, H', W', O]. */
export function convolved(
  recorder: Recorder,
  x: Ref,
  filter: Ref,
  { strides, dilations, pad, size }: Convolution,
): Ref {
  const attributes = { strides, dilations, pad, dataFormat: 'NHWC' };
  const shape = [x.shape[0], ...size, filter.shape[3]];
  return recorder.kernel('Conv2D', { x, filter }, { shape, attributes });
}

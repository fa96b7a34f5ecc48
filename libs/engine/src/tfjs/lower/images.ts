/** Zeros around images [N, H, W, C] on the device, and images cut. */
import type { ConvWindow } from '@kantor/graph';
import { fill } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import { explicitPad, type Pair } from './window.js';

/** Images without the rows and columns before `start`, and of `size`. */
export function cropped(recorder: Recorder, x: Ref, start: Pair, size: Pair): Ref {
  const [count, height, width, channels] = x.shape;
  if (start[0] === 0 && start[1] === 0 && size[0] === height && size[1] === width) return x;
  const shape = [count, ...size, channels];
  const attributes = { begin: [0, ...start, 0], size: shape };
  return recorder.kernel('Slice', { x }, { shape, attributes });
}

/** Images with zeros around them, or cut where pads are negative. */
export function padded(recorder: Recorder, x: Ref, pads: ConvWindow['pads']): Ref {
  const { image, zeros } = cutByPads(recorder, x, pads);
  if (zeros.every((pad) => pad === 0)) return image;
  const [count, height, width, channels] = image.shape;
  const shape = [count, height + zeros[0] + zeros[2], width + zeros[1] + zeros[3], channels];
  const attributes = { paddings: explicitPad(zeros), constantValue: 0 };
  return recorder.kernel('PadV2', { x: image }, { shape, attributes });
}

/** Cuts images where pads are negative, and gives the pads that are left. */
export function cutByPads(
  recorder: Recorder,
  x: Ref,
  [top, left, bottom, right]: ConvWindow['pads'],
): { readonly image: Ref; readonly zeros: ConvWindow['pads'] } {
  const cut = (pad: number) => Math.max(0, -pad);
  const zero = (pad: number) => Math.max(0, pad);
  const [count, height, width, channels] = x.shape;
  const size = [height - cut(top) - cut(bottom), width - cut(left) - cut(right)] as const;
  if (size[0] <= 0 || size[1] <= 0) {
    // Windows that meet nothing but padding; kernels refuse images without a pixel.
    const shape = [count, height + top + bottom, width + left + right, channels];
    return { image: fill(recorder, shape, 0), zeros: [0, 0, 0, 0] };
  }
  return {
    image: cropped(recorder, x, [cut(top), cut(left)], size),
    zeros: [zero(top), zero(left), zero(bottom), zero(right)],
  };
}

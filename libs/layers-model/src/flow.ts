/**
 * What one layer hands to the next. Images lie as TensorFlow.js wants them, rows, columns, channels; a vector that was
 * or will be an image may have its numbers in that order too, so that nothing need move them while a model runs.
 */
import { sizeOf, type StaticShape } from '@kantor/tensor';
import type { Topology } from './topology.js';

export interface Flow {
  /** Name of the layer that gives it. */
  readonly from: string;
  /** As model.json has it, without the batch axis: [n], or [C, H, W], which the layer gives as [H, W, C]. */
  readonly shape: StaticShape;
  /** For a vector that holds an image pixel by pixel: that image [C, H, W]. Otherwise it is as model.json has it. */
  readonly image?: StaticShape | undefined;
}

/** [C, H, W] as TensorFlow.js has it: [H, W, C]. Vectors are the same for both. */
export function channelsLast(shape: StaticShape): StaticShape {
  return shape.length === 3 ? [shape[1], shape[2], shape[0]] : shape;
}

/** The image, unless its numbers lie the same channel by channel and pixel by pixel. */
export function imageToArrange(image: StaticShape): StaticShape | undefined {
  const [channels, height, width] = image;
  return channels === 1 || height * width === 1 ? undefined : image;
}

/** Where in model.json's order each number of the vector is; undefined if it is in that order. */
export function orderOf(image: StaticShape | undefined): Uint32Array | undefined {
  if (image === undefined) return undefined;
  const [channels, height, width] = image;
  return Uint32Array.from({ length: sizeOf(image) }, (_, i) => {
    const channel = i % channels;
    return channel * height * width + (i - channel) / channels;
  });
}

/** The vector in model.json's order. It adds layers named after the flow's, so a flow is turned once. */
export function inOwnOrder(topology: Topology, flow: Flow): Flow {
  const { from, shape, image } = flow;
  if (image === undefined) return flow;
  const turn = (part: string, className: string, config: object, source: string) =>
    topology.add({ className, name: `${from}.${part}`, from: [source], config: { ...config } });
  const pixels = turn('pixels', 'Reshape', { target_shape: channelsLast(image) }, from);
  const channels = turn('channels', 'Permute', { dims: [3, 1, 2] }, pixels);
  return { from: turn('vector', 'Flatten', {}, channels), shape };
}

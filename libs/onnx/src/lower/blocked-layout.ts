/**
 * ONNX Runtime's blocked layout on the CPU: channels in blocks that fill a vector register, [N, C/b, H, W, b], and the
 * operators of its own domain that move tensors in and out of it.
 */
import type { Emitter } from '../emitter.js';

/** Not a standard: ONNX Runtime makes these operators for itself when it optimizes a model for its CPU. */
export const blockedDomain = 'com.microsoft.nchwc';

/** Channels in a block: 16 with AVX-512, 8 without. The wrong one gives wrong numbers and no error. */
export type BlockSize = 8 | 16;

const domain = blockedDomain;

/** [N, C, H, W] into blocks, once for all its uses. */
export function toBlocks(emit: Emitter, x: string): string {
  return emit.once(`blocks ${x}`, () => emit.node('ReorderInput', [x], { domain }));
}

/** Blocks back to [N, C, H, W]. */
export function fromBlocks(emit: Emitter, x: string, channels: number, output?: string): string {
  const attributes = { channels: { int: channels } };
  return emit.node('ReorderOutput', [x], { domain, attributes, ...(output === undefined ? {} : { output }) });
}

export interface Filters {
  /** The name of the tensor. */
  readonly name: string;
  /** Outputs, inputs, rows, columns. */
  readonly shape: readonly number[];
  /** Whether the tensor holds [inputs, outputs, rows, columns] instead. */
  readonly transposed: boolean;
}

/**
 * Filters in the order in which the kernel reads them: [O/b, I/b, h, w, b of I, b of O], under their plain shape. ONNX
 * Runtime does this at load, for constants only; a weight that is trained goes through nodes, once for all its uses.
 */
export function blockFilters(emit: Emitter, { name, shape, transposed }: Filters, size: BlockSize): string {
  const [o, i, height, width] = shape;
  return emit.once(`filters ${name} ${transposed}`, () => {
    const [first, second] = transposed ? [i, o] : [o, i];
    const split = [first / size, size, second / size, size, height, width];
    const parts = emit.node('Reshape', [name, emit.integers(split)]);
    const perm = transposed ? [2, 0, 4, 5, 1, 3] : [0, 2, 4, 5, 3, 1];
    const moved = emit.node('Transpose', [parts], { attributes: { perm } });
    return emit.node('Reshape', [moved, emit.integers(shape)]);
  });
}

export interface BlockedWindow {
  /** Rows, columns. */
  readonly kernel: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
}

/** A convolution of blocks by blocked filters, with a bias per output channel as a third input if there is one. */
export function convBlocks(emit: Emitter, inputs: readonly string[], window: BlockedWindow): string {
  const { kernel, strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0] } = window;
  return emit.node('Conv', inputs, {
    domain,
    attributes: { kernel_shape: kernel, strides, dilations, pads },
  });
}

/**
 * ONNX Runtime's blocked layout on the CPU: channels in blocks that fill a vector register, [N, C/b, H, W, b], and the
 * operators of its own domain that move tensors in and out of it.
 */
import type { Emitter } from '../emitter.js';

/** Not a standard: ONNX Runtime makes these operators for itself when it optimizes a model for its CPU. */
export const blockedDomain = 'com.microsoft.nchwc';

/** Channels in a block: 16 with AVX-512, 8 without. The wrong one gives wrong numbers and no error. */
export type BlockSize = 8 | 16;
export const blockSizes: readonly BlockSize[] = [16, 8];

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

/** Reshapes and reorders axes. A shape that comes out of a Transpose is given to the next Reshape. */
function move(emit: Emitter, x: string, shape: readonly number[], perm: readonly number[]): string {
  const parts = emit.node('Reshape', [x, emit.integers(shape)]);
  return emit.node('Transpose', [parts], { attributes: { perm } });
}

/**
 * Filters in the order in which the kernel reads them: [O/b, I/b, h, w, b of I, b of O], under their plain shape. ONNX
 * Runtime does this at load, for constants only; a weight that is trained goes through nodes, once for all its uses.
 * Two moves, each of one axis and so a plain matrix transpose or a copy of whole blocks, take a quarter of the time of
 * the one Transpose of six axes that does the same. The shape between them mixes axes that the first kept apart, or ONNX
 * Runtime would make one Transpose of them again.
 */
export function blockFilters(emit: Emitter, { name, shape, transposed }: Filters, size: BlockSize): string {
  const [o, i, height, width] = shape;
  const area = height * width;
  return emit.once(`filters ${name} ${transposed}`, () => {
    let moved: string;
    if (transposed) {
      const grouped = move(emit, name, [i, o / size, size * area], [1, 0, 2]); // [O/b, I, b of O · h·w]
      moved = move(emit, grouped, [(o * i) / size ** 2, size ** 2, area], [0, 2, 1]);
    } else {
      const last = move(emit, name, [o / size, size, i * area], [0, 2, 1]); // [O/b, I·h·w, b of O]
      moved = move(emit, last, [(o * i) / size ** 2, size, area, size], [0, 2, 1, 3]);
    }
    return emit.node('Reshape', [moved, emit.integers(shape)]);
  });
}

/** The taps `from` (included) to `to` (excluded), `stride` apart and backwards, of rows and of columns. */
export interface Taps {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly strides: readonly number[];
  /** How many rows and columns that are. */
  readonly kernel: readonly number[];
}

/** Some of the taps of blocked filters of `shape`: taps are taken as whole blocks of outputs and inputs. */
export function takeTaps(
  emit: Emitter,
  { name, shape }: Pick<Filters, 'name' | 'shape'>,
  { from, to, strides, kernel }: Taps,
  size: BlockSize,
): string {
  const [o, i, height, width] = shape;
  const blocks = emit.once(`tap blocks ${name}`, () =>
    emit.node('Reshape', [name, emit.integers([(o * i) / size ** 2, height, width, size ** 2])]),
  );
  return emit.once(`taps ${name} ${from.join(' ')} ${to.join(' ')} ${strides.join(' ')}`, () => {
    const ends = [from, to, [1, 2], strides.map((stride) => -stride)].map((list) => emit.integers(list));
    return emit.node('Reshape', [emit.node('Slice', [blocks, ...ends]), emit.integers([o, i, ...kernel])]);
  });
}

/** Zeros around blocked images, or less of them where a pad is negative: whole rows and columns of blocks. */
export function padBlocks(
  emit: Emitter,
  { name, shape }: Pick<Filters, 'name' | 'shape'>,
  [top, left, bottom, right]: readonly number[],
  size: BlockSize,
): string {
  const [n, c, height, width] = shape;
  const rows = emit.node('Reshape', [name, emit.integers([-1, height, width * size])]);
  const pads = emit.integers([0, top, left * size, 0, bottom, right * size]);
  const whole = [n, c, top + height + bottom, left + width + right];
  return emit.node('Reshape', [emit.node('Pad', [rows, pads]), emit.integers(whole)]);
}

/**
 * Images whose rows and columns come one from each of the phases in turn, all in blocks: [N, C, H, W] of each of the
 * stride's phases of rows, and in it of columns, to [N, C, s·H, s·W]. Side by side, whole blocks are copied; the same in
 * the plain layout (DepthToSpace, or moves of one axis) copies number by number.
 */
export function interleave(
  emit: Emitter,
  phases: readonly (readonly string[])[],
  [channels, height, width]: readonly number[],
  size: BlockSize,
): string {
  const stride = phases.length;
  const sideBySide = (parts: readonly string[], length: number) =>
    emit.node(
      'Concat',
      parts.map((part) => emit.node('Reshape', [part, emit.integers([-1, length])])),
      { attributes: { axis: { int: 1 } } },
    );
  const rows = phases.map((columns) => sideBySide(columns, size));
  const whole = sideBySide(rows, width * stride * size);
  return emit.node('Reshape', [whole, emit.integers([-1, channels, height * stride, width * stride])]);
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

/**
 * The three convolutions in ONNX Runtime's blocked layout, where that pays: direct convolutions that fill the vector
 * units, for a session on the CPU of this very machine and never for a file that is given away.
 */
import type { Kind } from '@kantor/graph';
import {
  blockFilters,
  convBlocks,
  fromBlocks,
  interleave,
  padBlocks,
  takeTaps,
  toBlocks,
  type BlockSize,
  type Taps,
} from './blocked-layout.js';
import { convPays, filterGradPays, inputGradPays } from './blocked-pays.js';
import { shapesOf, type LowerContext } from './lowering.js';
import { coveringPads, phases, sidesOf, type Phase } from './window.js';

/** Emits the nodes, or emits none and returns false where the plain lowering is the better one. */
type LowerBlocked<K extends Kind> = (context: LowerContext<K>, size: BlockSize) => boolean;

const conv: LowerBlocked<'conv'> = (context, size) => {
  const { op, inputs, emit, output } = context;
  const [, shape] = shapesOf(context);
  const [o, , ...kernel] = shape;
  if (!convPays(size, shape)) return false;
  const [x, w, ...bias] = inputs;
  const filters = blockFilters(emit, { name: w, shape, transposed: false }, size);
  const y = convBlocks(emit, [toBlocks(emit, x), filters, ...bias], {
    kernel,
    strides: op.strides,
    pads: op.pads,
  });
  fromBlocks(emit, y, o, output);
  return true;
};

/** Where the taps of a phase lie among all of them, in reverse order. */
function tapsOf(strides: readonly number[], both: readonly Phase[]): Taps {
  // Far below zero means "to the beginning, it included": −1 would be the last element.
  const end = ({ last, taps }: Phase, axis: number) => {
    const behind = last - taps * strides[axis];
    return behind < 0 ? -1000 : behind;
  };
  return {
    from: both.map(({ last }) => last),
    to: both.map(end),
    strides,
    kernel: both.map(({ taps }) => taps),
  };
}

/**
 * The image's gradient as a convolution of stride 1 for each phase of the stride, whose results are then interleaved. No
 * product is with a zero that was only put in to spread the gradient out.
 */
const convInputGrad: LowerBlocked<'convInputGrad'> = (context, size) => {
  const { op, inputs, emit, output } = context;
  const [gradient, filters] = shapesOf(context);
  const [o, channels, ...kernel] = filters;
  const [stride, other] = op.strides;
  if (stride !== other || !inputGradPays(size, filters, op.strides)) return false;
  const [rows, columns] = [0, 1].map((axis) =>
    phases(stride, op.pads[axis], {
      image: op.inputSize[axis],
      kernel: kernel[axis],
      output: gradient[axis + 2],
    }),
  );
  if (!rows || !columns) return false;
  const [dy, weights, ...bias] = inputs;
  const shape = [channels, o, ...kernel];
  const name = blockFilters(emit, { name: weights, shape, transposed: true }, size);
  const parts = rows.map((row) =>
    columns.map((column) => {
      const taps = takeTaps(emit, { name, shape }, tapsOf(op.strides, [row, column]), size);
      return convBlocks(emit, [toBlocks(emit, dy), taps, ...bias], {
        kernel: [row.taps, column.taps],
        pads: [row.pads[0], column.pads[0], row.pads[1], column.pads[1]],
      });
    }),
  );
  const whole = stride === 1 ? parts[0][0] : interleave(emit, parts, [channels, ...sidesOf(gradient)], size);
  fromBlocks(emit, whole, channels, output);
  return true;
};

/**
 * The filters' gradient as the plain lowering has it, images and channels having changed places: the batch is what is
 * summed over, in blocks. Padding is a node of its own, since the blocked kernel is slow at it where the kernel is
 * nearly as large as the image.
 */
const convFilterGrad: LowerBlocked<'convFilterGrad'> = (context, size) => {
  const { op, inputs, emit, output } = context;
  const [image, gradient] = shapesOf(context);
  const [count, o, height, width] = gradient;
  if (!filterGradPays(size, count, [o, image[1], ...op.kernel])) return false;
  const [top, left, bottom, right] = coveringPads(op, {
    image: sidesOf(image),
    kernel: op.kernel,
    output: sidesOf(gradient),
  });
  const swapped = { attributes: { perm: [1, 0, 2, 3] } };
  const byChannel = emit.node('Transpose', [inputs[0]], swapped); // [C, N, H, W]
  const padded = padBlocks(
    emit,
    { name: toBlocks(emit, byChannel), shape: [image[1], count, ...sidesOf(image)] },
    [top, left, bottom, right],
    size,
  );
  const filters = blockFilters(
    emit,
    { name: inputs[1], shape: [o, count, height, width], transposed: true },
    size,
  );
  const y = convBlocks(emit, [padded, filters], {
    kernel: [height, width],
    dilations: op.strides,
  });
  emit.node('Transpose', [fromBlocks(emit, y, o)], { ...swapped, output }); // [C, O, kh, kw] before
  return true;
};

const lowerings: { readonly [K in Kind]?: LowerBlocked<K> } = { conv, convInputGrad, convFilterGrad };

/** Whether the value was lowered here. The kernels are for float32 only. */
export function lowerBlocked(context: LowerContext<Kind>, size: BlockSize): boolean {
  if (context.value.dtype !== 'float32') return false;
  const lower = lowerings[context.op.kind] as LowerBlocked<Kind> | undefined;
  return lower?.(context, size) ?? false;
}

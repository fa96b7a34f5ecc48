/** The gradients of convolutions as convolutions, for backends whose own kernels for them are missing or slow. */
import { floats, type FloatTensor } from '@kantor/tensor';
import { channelsLast } from '../carry.js';
import { inOrder } from '../layout.js';
import { tensorOperand, view, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import { convolved, filtersOf, imagesOf } from './conv-inputs.js';
import { cropped, cutByPads } from './images.js';
import type { LowerContext } from './lowering.js';
import { coveringPads, explicitPad, sidesOf, type Pair } from './window.js';

/**
 * The gradient of filters: dy is the filter and the stride its dilation. [C, H, W, N] by [H', W', N, O] gives
 * [C, kh, kw, O].
 */
export function composedFilterGrad({
  op,
  inputs,
  inputShapes: [xShape, dyShape],
  shape,
  recorder,
}: LowerContext<'convFilterGrad'>): Operand {
  const [count, channels, ...image] = xShape;
  const [, outputs, ...output] = dyShape;
  const x = view(recorder, inputs[0], inOrder(xShape, [1, 2, 3, 0]), [channels, ...image, count]);
  const dy = view(recorder, inputs[1], inOrder(dyShape, [2, 3, 0, 1]), [...output, count, outputs]);
  const pads = coveringPads(op, { image: sidesOf(xShape), kernel: op.kernel, output: sidesOf(dyShape) });
  const cut = cutByPads(recorder, x, pads);
  const dw = convolved(recorder, cut.image, dy, {
    strides: [1, 1],
    dilations: op.strides,
    pad: explicitPad(cut.zeros),
    size: op.kernel,
  });
  return tensorOperand(dw, inOrder(shape, [1, 2, 3, 0]));
}

/**
 * The taps that one axis of an image's gradient has. Position s·P + r of the image takes from output P + d over tap
 * r + p − d·s, where the kernel has one: a convolution over the outputs around P, with a filter for each remainder r by
 * the stride s (p are the zeros before the image).
 */
interface Taps {
  readonly stride: number;
  readonly before: number;
  readonly kernel: number;
  /** The first d that any position takes from, and how many there are. */
  readonly first: number;
  readonly count: number;
}

function tapsOf(stride: number, before: number, kernel: number): Taps {
  const first = Math.ceil((before - kernel + 1) / stride);
  const last = Math.floor((stride - 1 + before) / stride);
  return { stride, before, kernel, first, count: last - first + 1 };
}

/** [count · stride, kernel]: 1 where the tap of the column is the one of window and remainder of the row. */
function choice({ stride, before, kernel, first, count }: Taps): number[][] {
  return Array.from({ length: count * stride }, (_, row) => {
    const [d, remainder] = [first + Math.floor(row / stride), row % stride];
    return Array.from({ length: kernel }, (_, tap) => Number(tap === remainder + before - d * stride));
  });
}

/** [(rows, columns, remainder of row, of column), (kh, kw)]: which tap of a kernel each tap of the new filter is. */
function choices(rows: Taps, columns: Taps): FloatTensor {
  const [down, across] = [choice(rows), choice(columns)];
  const order = [rows.count, columns.count, rows.stride, columns.stride];
  const data: number[] = [];
  for (let i = 0; i < order[0]; i++) {
    for (let j = 0; j < order[1]; j++) {
      for (let r = 0; r < order[2]; r++) {
        for (let s = 0; s < order[3]; s++) {
          const [row, column] = [down[i * order[2] + r], across[j * order[3] + s]];
          data.push(...row.flatMap((a) => column.map((b) => a * b)));
        }
      }
    }
  }
  return floats([order[0] * order[1] * order[2] * order[3], rows.kernel * columns.kernel], data);
}

/** Filters [kh, kw, C, O] as [rows, columns, O, (remainders, C)]. */
function rearrangedFilters(recorder: Recorder, filters: Ref, rows: Taps, columns: Taps): Ref {
  const [height, width, channels, outputs] = filters.shape;
  const flat = [height * width, channels * outputs];
  const matrix = recorder.factor(
    recorder.derived(filters, `as [${flat.join()}]`, () => recorder.reshape(filters, flat)),
  );
  const name = `taps ${[rows, columns].map(({ stride, before }) => `${stride}+${before}`).join()}`;
  return recorder.derived(matrix, `${name} of [${filters.shape.join()}]`, () => {
    const chosen = choices(rows, columns);
    const a = recorder.constant(`${name} in [${height},${width}]`, chosen.shape, 'float32', () => chosen);
    const attributes = { transposeA: false, transposeB: false };
    const shape = [chosen.shape[0], flat[1]];
    const taps = recorder.kernel('BatchMatMul', { a, b: matrix }, { shape, attributes });
    const windows = rows.count * columns.count;
    const depth = rows.stride * columns.stride * channels;
    const x = recorder.reshape(taps, [windows, depth, outputs]);
    const turned = { shape: [windows, outputs, depth], attributes: { perm: [0, 2, 1] } };
    return recorder.reshape(recorder.kernel('Transpose', { x }, turned), [
      rows.count,
      columns.count,
      outputs,
      depth,
    ]);
  });
}

/** Images [N, P, Q, (remainders, C)] with the remainders between their rows and columns. */
function interleaved(recorder: Recorder, x: Ref, [rows, columns]: Pair, channels: number): Ref {
  const [count, height, width] = x.shape;
  const size = [count, height * rows, width * columns, channels];
  if (rows === 1) return recorder.reshape(x, size);
  const lines = recorder.reshape(x, [count * height, width, rows, columns * channels]);
  const turned = {
    shape: [count * height, rows, width, columns * channels],
    attributes: { perm: [0, 2, 1, 3] },
  };
  return recorder.reshape(recorder.kernel('Transpose', { x: lines }, turned), size);
}

/**
 * The gradient of images: a convolution of stride 1 over dy that makes, at each of its places, the stride × stride
 * pixels of an image, which then take their places. It multiplies with some zeros where the stride does not divide the
 * kernel, and is many times as fast as a kernel that does not use a matrix product.
 */
export function composedInputGrad(context: LowerContext<'convInputGrad'>): Operand {
  const { op, inputShapes, shape, recorder } = context;
  const kernel = sidesOf(inputShapes[1]);
  const [rows, columns] = ([0, 1] as const).map((a) => tapsOf(op.strides[a], op.pads[a], kernel[a]));
  const filters = rearrangedFilters(recorder, filtersOf(context), rows, columns);
  const dy = imagesOf(context, 0);
  const places = ([0, 1] as const).map((a) => Math.ceil(op.inputSize[a] / op.strides[a])) as [number, number];
  const after = [rows, columns].map(({ count, first }, a) => places[a] + count - 1 - dy.shape[a + 1] + first);
  const cut = cutByPads(recorder, dy, [-rows.first, -columns.first, after[0], after[1]]);
  const blocks = convolved(recorder, cut.image, filters, {
    strides: [1, 1],
    dilations: [1, 1],
    pad: explicitPad(cut.zeros),
    size: places,
  });
  const dx = interleaved(recorder, blocks, op.strides, shape[1]);
  return tensorOperand(cropped(recorder, dx, [0, 0], op.inputSize), channelsLast(shape));
}

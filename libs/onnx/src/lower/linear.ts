/** Matrix products and the three convolutions as ONNX nodes. */
import type { ConvWindow } from '@kantor/graph';
import { emitConv } from './conv-node.js';
import type { Lower } from './lowering.js';
import { coveringPads, sidesOf, unreached } from './window.js';

export const matmul: Lower<'matmul'> = ({ op, inputs, emit, output }) => {
  const attributes = { transA: { int: Number(op.transposeA) }, transB: { int: Number(op.transposeB) } };
  // A third input, if there is one, is a bias that the writer fused in.
  emit.node('Gemm', inputs, { attributes, output });
};

const window = ({ strides, pads }: ConvWindow) => ({ strides, pads });

export const conv: Lower<'conv'> = ({ op, value, inputs, emit, output }) => {
  const [image, kernel] = value.inputs.map((input) => sidesOf(input.shape as readonly number[]));
  const results = sidesOf(value.shape as readonly number[]);
  emitConv(emit, inputs, { ...window(op), image, kernel, output: results }, { output });
};

/**
 * A transposed convolution. `output_padding` makes up for the rows and columns that the forward convolution's stride
 * did not reach, or that a kernel smaller than its stride leaves out.
 */
export const convInputGrad: Lower<'convInputGrad'> = ({ op, value, inputs, emit, output }) => {
  const [gradient, filters] = value.inputs.map((input) => input.shape as readonly number[]);
  const kernel = sidesOf(filters);
  const padding = unreached(op, { image: op.inputSize, kernel, output: sidesOf(gradient) });
  emit.node('ConvTranspose', inputs, {
    attributes: { kernel_shape: kernel, ...window(op), output_padding: padding },
    output,
  });
};

/**
 * The filters' gradient as a convolution of transposed tensors, dy being the kernel and the stride its dilation:
 * [C, N, H, W] by [O, N, H', W'] gives [C, O, kh, kw], and rows and columns past the kernel that no window reached.
 */
export const convFilterGrad: Lower<'convFilterGrad'> = ({ op, value, inputs: [x, dy], emit, output }) => {
  const [image, gradient] = value.inputs.map((input) => sidesOf(input.shape as readonly number[]));
  const swapped = { attributes: { perm: [1, 0, 2, 3] } };
  const pads = coveringPads(op, { image, kernel: op.kernel, output: gradient });
  const [top, left, bottom, right] = pads.map((pad) => Math.max(0, pad));
  const result = emitConv(
    emit,
    [emit.node('Transpose', [x], swapped), emit.node('Transpose', [dy], swapped)],
    {
      image,
      kernel: gradient,
      output: op.kernel,
      dilations: op.strides,
      strides: [1, 1],
      pads: [top, left, bottom, right],
    },
  );
  // Cropping comes last: it is small there.
  const exact = pads.every((pad) => pad >= 0);
  const cropped = exact
    ? result
    : emit.node('Slice', [result, emit.integers([0, 0]), emit.integers(op.kernel), emit.integers([2, 3])]);
  emit.node('Transpose', [cropped], { ...swapped, output });
};

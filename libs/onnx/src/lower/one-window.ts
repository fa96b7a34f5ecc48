/**
 * Convolutions with one window, which is the whole image: the first layer of a generator that begins at one pixel, the
 * last of a critic that ends at one. They are matrix products, and as such read their filters once for all images of a
 * batch, where ONNX Runtime's convolutions read them again for each.
 */
import type { ConvWindow, Kind } from '@kantor/graph';
import { sizeOf } from '@kantor/tensor';
import type { Emitter } from '../emitter.js';
import { shapesOf, type LowerContext } from './lowering.js';
import { sidesOf, type Sizes } from './window.js';

/** Emits the nodes, or emits none and returns false where there are more windows than one. */
type LowerOneWindow<K extends Kind> = (context: LowerContext<K>) => boolean;
type Shape = readonly number[];

function isOneWindow({ pads }: ConvWindow, { image, kernel, output }: Sizes): boolean {
  const whole = image.every((size, axis) => size === kernel[axis] && output[axis] === 1);
  return whole && pads.every((pad) => pad === 0);
}

const reshape = (emit: Emitter, x: string, shape: Shape, output?: string): string =>
  emit.node('Reshape', [x, emit.integers(shape)], output === undefined ? {} : { output });

/** [A, B, …] as [A, B·…]. */
const asMatrix = (emit: Emitter, x: string, [, ...rest]: Shape): string =>
  reshape(emit, x, [-1, sizeOf(rest)]);

/** A bias [C] of each of an image's pixels, [C·h·w]. */
function biasOfPixels(emit: Emitter, bias: string, [c, h, w]: Shape): string {
  if (h * w === 1) return bias;
  const all = emit.node('Expand', [reshape(emit, bias, [c, 1]), emit.integers([c, h * w])]);
  return reshape(emit, all, [-1]);
}

const conv: LowerOneWindow<'conv'> = (context) => {
  const { op, value, inputs, emit, output } = context;
  const [image, filters] = shapesOf(context);
  const [o] = filters;
  const sizes = { image: sidesOf(image), kernel: sidesOf(filters), output: sidesOf(value.shape as Shape) };
  if (!isOneWindow(op, sizes)) return false;
  const [x, w, ...bias] = inputs;
  const matrices = [asMatrix(emit, x, image), asMatrix(emit, w, filters), ...bias];
  const results = emit.node('Gemm', matrices, { attributes: { transB: { int: 1 } } });
  reshape(emit, results, [-1, o, 1, 1], output);
  return true;
};

const convInputGrad: LowerOneWindow<'convInputGrad'> = (context) => {
  const { op, inputs, emit, output } = context;
  const [gradient, filters] = shapesOf(context);
  const [, ...pixels] = filters;
  const sizes = { image: op.inputSize, kernel: sidesOf(filters), output: sidesOf(gradient) };
  if (!isOneWindow(op, sizes)) return false;
  const [dy, w, ...bias] = inputs;
  const matrices = [asMatrix(emit, dy, gradient), asMatrix(emit, w, filters)];
  const biases = bias.map((one) => biasOfPixels(emit, one, pixels));
  reshape(emit, emit.node('Gemm', [...matrices, ...biases]), [-1, ...pixels], output);
  return true;
};

const convFilterGrad: LowerOneWindow<'convFilterGrad'> = (context) => {
  const { op, inputs, emit, output } = context;
  const [image, gradient] = shapesOf(context);
  const sizes = { image: sidesOf(image), kernel: op.kernel, output: sidesOf(gradient) };
  if (!isOneWindow(op, sizes)) return false;
  const [x, dy] = inputs;
  const matrices = [asMatrix(emit, dy, gradient), asMatrix(emit, x, image)];
  const filters = emit.node('Gemm', matrices, { attributes: { transA: { int: 1 } } });
  reshape(emit, filters, [-1, ...image.slice(1)], output);
  return true;
};

const lowerings: { readonly [K in Kind]?: LowerOneWindow<K> } = { conv, convInputGrad, convFilterGrad };

/** Whether the value was lowered here. */
export function lowerOneWindow(context: LowerContext<Kind>): boolean {
  const lower = lowerings[context.op.kind] as LowerOneWindow<Kind> | undefined;
  return lower?.(context) ?? false;
}

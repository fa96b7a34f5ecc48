/** The three convolutions as kernels of their own. */
import type { ConvWindow } from '@kantor/graph';
import { channelsLast, filtersLast } from '../carry.js';
import { tensorOperand } from '../operand.js';
import { composedFilterGrad, composedInputGrad } from './composed-conv.js';
import { convolved, filtersOf, filterShape, imageShape, imagesOf } from './conv-inputs.js';
import { cropped, padded } from './images.js';
import type { Lower } from './lowering.js';
import { explicitPad, namedPad, sidesOf, type Sizes } from './window.js';

export const conv: Lower<'conv'> = (context) => {
  const { op, inputShapes, shape, recorder, backend } = context;
  const [image, kernel, output] = [inputShapes[0], inputShapes[1], shape].map(sidesOf);
  const y = convolved(recorder, imagesOf(context, 0), filtersOf(context), {
    strides: op.strides,
    dilations: [1, 1],
    pad: (backend.exactSame && namedPad(op, { image, kernel, output })) || explicitPad(op.pads),
    size: output,
  });
  return tensorOperand(y, channelsLast(shape));
};

/** The pads for the kernel of a gradient; undefined if the images must have theirs around them. */
function gradientPad(op: ConvWindow, sizes: Sizes, explicit: boolean): string | number[][] | undefined {
  return namedPad(op, sizes) ?? (explicit ? explicitPad(op.pads) : undefined);
}

export const convInputGrad: Lower<'convInputGrad'> = (context) => {
  const { op, inputShapes, shape, recorder, backend } = context;
  if (backend.inputGradient === 'convolution') return composedInputGrad(context);
  const [output, kernel] = inputShapes.map(sidesOf);
  const pad = gradientPad(op, { image: op.inputSize, kernel, output }, backend.explicitGradientPads);
  const [top, left, bottom, right] = pad ? [0, 0, 0, 0] : op.pads;
  const [count, height, width, channels] = imageShape(shape);
  const inputShape = [count, height + top + bottom, width + left + right, channels];
  const attributes = { strides: op.strides, pad: pad ?? 'valid', dataFormat: 'NHWC', inputShape };
  const inputs = { dy: imagesOf(context, 0), filter: filtersOf(context) };
  const dx = recorder.kernel('Conv2DBackpropInput', inputs, { shape: inputShape, attributes });
  return tensorOperand(cropped(recorder, dx, [top, left], op.inputSize), channelsLast(shape));
};

export const convFilterGrad: Lower<'convFilterGrad'> = (context) => {
  const { op, inputShapes, shape, recorder, backend } = context;
  if (backend.filterGradient === 'convolution') return composedFilterGrad(context);
  const [image, output] = inputShapes.map(sidesOf);
  const pad = gradientPad(op, { image, kernel: op.kernel, output }, backend.explicitGradientPads);
  const x = imagesOf(context, 0);
  const attributes = {
    strides: op.strides,
    pad: pad ?? 'valid',
    dataFormat: 'NHWC',
    filterShape: filterShape(shape),
  };
  const inputs = { x: pad ? x : padded(recorder, x, op.pads), dy: imagesOf(context, 1) };
  const dw = recorder.kernel('Conv2DBackpropFilter', inputs, { shape: filterShape(shape), attributes });
  return tensorOperand(dw, filtersLast(shape));
};

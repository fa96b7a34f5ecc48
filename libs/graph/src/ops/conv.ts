/** 2-D cross-correlation, NCHW by OIHW. Its gradients are the other two of its family. */
import { shapeError, type Primitive } from '../primitive.js';
import { convOutputSize, formatWindow, requireWindow } from './window.js';

export const conv: Primitive<'conv'> = {
  kind: 'conv',
  infer(op, inputs) {
    const layout = '[N, C, H, W] and [O, C, kh, kw] with one C';
    requireWindow('conv', op, layout, inputs);
    const [x, filters] = inputs.map((value) => value.shape);
    if (x[1] !== filters[1] || filters[0] === 'N') return shapeError('conv', layout, inputs);
    const [height, width] = convOutputSize(x.slice(2) as number[], filters.slice(2) as number[], op);
    if (height < 1 || width < 1) {
      return shapeError(
        'conv',
        `an image that is at least as large as the kernel with ${formatWindow(op)}`,
        inputs,
      );
    }
    return { shape: [x[0], filters[0], height, width], dtype: 'float32' };
  },
  gradient({ op: { strides, pads }, inputs: [x, filters], dy, ops }) {
    const [height, width] = x.shape.slice(2) as number[];
    const [kernelHeight, kernelWidth] = filters.shape.slice(2) as number[];
    return [
      () => ops.convInputGrad(dy, filters, { strides, pads, inputSize: [height, width] }),
      () => ops.convFilterGrad(x, dy, { strides, pads, kernel: [kernelHeight, kernelWidth] }),
    ];
  },
};

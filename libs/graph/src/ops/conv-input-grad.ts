/** Adjoint of `conv` in its image: a transposed convolution. */
import { sameShape } from '@kantor/tensor';
import { shapeError, type Primitive } from '../primitive.js';
import { convOutputSize, formatWindow, requireWindow } from './window.js';

export const convInputGrad: Primitive<'convInputGrad'> = {
  kind: 'convInputGrad',
  infer(op, inputs) {
    const layout = "[N, O, H', W'] and [O, C, kh, kw] with one O";
    requireWindow('convInputGrad', op, layout, inputs);
    const [dy, filters] = inputs.map((value) => value.shape);
    if (dy[1] !== filters[0]) return shapeError('convInputGrad', layout, inputs);
    const size = convOutputSize(op.inputSize, filters.slice(2) as number[], op);
    if (!sameShape(size, dy.slice(2))) {
      const wanted = `[H', W'] = [${size.join(', ')}], which a conv of a ${op.inputSize.join('x')} image gives with ${formatWindow(op)}`;
      return shapeError('convInputGrad', wanted, inputs);
    }
    return { shape: [dy[0], filters[1], ...op.inputSize], dtype: 'float32' };
  },
  gradient({ op: { strides, pads }, inputs: [dy, filters], dy: g, ops }) {
    const [kernelHeight, kernelWidth] = filters.shape.slice(2) as number[];
    return [
      () => ops.conv(g, filters, { strides, pads }),
      () => ops.convFilterGrad(g, dy, { strides, pads, kernel: [kernelHeight, kernelWidth] }),
    ];
  },
};

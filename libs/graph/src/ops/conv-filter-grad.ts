/** Adjoint of `conv` in its filters. */
import { sameShape } from '@kantor/tensor';
import { shapeError, type Primitive } from '../primitive.js';
import { convOutputSize, formatWindow, requireWindow } from './window.js';

export const convFilterGrad: Primitive<'convFilterGrad'> = {
  kind: 'convFilterGrad',
  infer(op, inputs) {
    const layout = "[N, C, H, W] and [N, O, H', W'] with one N";
    requireWindow('convFilterGrad', op, layout, inputs);
    const [x, dy] = inputs.map((value) => value.shape);
    if (x[0] !== dy[0]) return shapeError('convFilterGrad', layout, inputs);
    const size = convOutputSize(x.slice(2) as number[], op.kernel, op);
    if (!sameShape(size, dy.slice(2))) {
      const wanted = `[H', W'] = [${size.join(', ')}], which a conv with a ${op.kernel.join('x')} kernel gives with ${formatWindow(op)}`;
      return shapeError('convFilterGrad', wanted, inputs);
    }
    return { shape: [dy[1], x[1], ...op.kernel], dtype: 'float32' };
  },
  gradient({ op: { strides, pads }, inputs: [x, dy], dy: g, ops }) {
    const [height, width] = x.shape.slice(2) as number[];
    return [
      () => ops.convInputGrad(dy, g, { strides, pads, inputSize: [height, width] }),
      () => ops.conv(x, g, { strides, pads }),
    ];
  },
};

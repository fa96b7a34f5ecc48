/** Tensors one after the other along an axis. */
import { sameShape, type Dim } from '@kantor/tensor';
import { shapeError, type Primitive } from '../primitive.js';

export const concat: Primitive<'concat'> = {
  kind: 'concat',
  infer({ axis }, inputs) {
    if (inputs.length === 0) return shapeError('concat', 'one value or more', inputs);
    const [first] = inputs;
    const others = (shape: readonly Dim[]) => shape.filter((_, i) => i !== axis);
    const legal = inputs.every(
      (value) =>
        value.dtype === first.dtype &&
        value.shape.length === first.shape.length &&
        sameShape(others(value.shape), others(first.shape)) &&
        value.shape[axis] !== 'N',
    );
    if (!legal)
      return shapeError('concat', `one dtype and shapes that differ along axis ${axis} only`, inputs);
    const total = inputs.reduce((sum, value) => sum + Number(value.shape[axis]), 0);
    return { shape: first.shape.map((dim, i) => (i === axis ? total : dim)), dtype: first.dtype };
  },
  gradient({ op, inputs, dy, ops }) {
    let offset = 0;
    return inputs.map((value) => {
      const starts = value.shape.map((_, i) => (i === op.axis ? offset : 0));
      offset += Number(value.shape[op.axis]);
      return () => ops.slice(dy, starts, value.shape);
    });
  },
};

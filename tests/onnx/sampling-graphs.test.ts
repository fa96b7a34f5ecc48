/** Graphs whose batch is not known until they run: right for every batch size, and without arithmetic on shapes. */
import {
  constant,
  greater,
  input,
  matmul,
  max,
  mul,
  onnx,
  reshape,
  sigmoid,
  softplus,
  sum,
  transpose,
  where,
} from '@kantor/graph';
import { supportedOpsets, writeOnnx } from '@kantor/onnx';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { latent, smallGenerator } from './graphs.js';
import { expectSameNumbers, runModel } from './run-model.js';

const z = latent;
const batches = [1, 3, 8];

describe('a generator of an unknown batch', () => {
  it.each([...supportedOpsets])(
    'gives the interpreter’s numbers for N = 1, 3, 8 in opset %i',
    async (opset) => {
      const operators = await expectSameNumbers(smallGenerator(), [z], { opset, batches });
      expect(operators).toEqual({
        Gemm: 1,
        LeakyRelu: 1,
        Reshape: 3,
        Expand: 1,
        ConvTranspose: 1,
        Slice: 2,
        Pad: 1,
        Concat: 1,
        Conv: 1,
        Tanh: 1,
      });
    },
  );
});

describe('with an unknown batch', () => {
  it.each([
    ['reductions', mul(sum(z, { axes: [1], keepDims: true }), reshape(max(z, { axes: [-1] }), ['N', 1]))],
    ['a sum over the batch', sum(z, { axes: [0] })],
    ['choices', where(greater(z, 0), softplus(z), reshape(sigmoid(constant(2)), [1, 1]))],
    ['a transposed batch', matmul(transpose(z, [1, 0]), z)],
    ['a batch inside', reshape(transpose(reshape(z, ['N', 2, 3]), [1, 0, 2]), [2, 'N', 3])],
  ])('%s give the interpreter’s numbers', async (_what, output) => {
    await expectSameNumbers(output, [z], { batches });
    await expectSameNumbers(output, [z], { batches, opset: 22 });
  });
});

describe('an opaque operator', () => {
  const image = input('image', ['N', 4, 2, 2]);
  const fed = floats([1, 4, 2, 2], Array.from({ length: 16 }, (_, i) => i)); // prettier-ignore

  it('keeps attributes of every type', async () => {
    const shape = constant({ dtype: 'int64', shape: [1], data: BigInt64Array.of(3n) });
    const sevens = { dtype: 'float32', shape: [1], data: Float32Array.of(7) } as const;
    const outputs = {
      number: onnx('Elu', [mul(image, -1)], { shape: image.shape, attributes: { alpha: 0.5 } }),
      'whole number and text': onnx('DepthToSpace', [image], {
        shape: ['N', 1, 4, 4],
        attributes: { blocksize: { int: 2 }, mode: 'CRD' },
      }),
      'whole numbers': onnx('MaxPool', [image], {
        shape: ['N', 4, 1, 1],
        attributes: { kernel_shape: [2, 2], strides: [2, 2] },
      }),
      tensor: onnx('ConstantOfShape', [shape], { shape: [3], attributes: { value: sevens } }),
      'another dtype': onnx('ArgMax', [image], {
        shape: ['N', 1, 2, 2],
        dtype: 'int64',
        attributes: { axis: { int: 1 } },
      }),
    };
    const model = writeOnnx({ name: 'opaque', inputs: [image], outputs: Object.entries(outputs) });
    const results = await runModel(model, { image: fed });
    expect(results['number'].data[15]).toBeCloseTo(0.5 * Math.expm1(-15), 6);
    expect([...results['whole number and text'].data]).toEqual([
      0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15,
    ]);
    expect(results['whole numbers']).toEqual(floats([1, 4, 1, 1], [3, 7, 11, 15]));
    expect(results['tensor']).toEqual(floats([3], [7, 7, 7]));
    expect(results['another dtype']).toEqual({
      dtype: 'int64',
      shape: [1, 1, 2, 2],
      data: BigInt64Array.of(3n, 3n, 3n, 3n),
    });
  });
});

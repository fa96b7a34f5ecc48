/** Graphs whose batch is not known until they run: right for every batch size, and without arithmetic on shapes. */
import {
  add,
  concat,
  constant,
  conv,
  convInputGrad,
  expand,
  greater,
  input,
  leakyRelu,
  matmul,
  max,
  mul,
  onnx,
  pad,
  reshape,
  sigmoid,
  slice,
  softplus,
  sum,
  tanh,
  transpose,
  where,
} from '@kantor/graph';
import { supportedOpsets, writeOnnx } from '@kantor/onnx';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { expectSameNumbers, normal, runModel } from './run-model.js';

const z = input('z', ['N', 6]);
const batches = [1, 3, 8];
const weight = (name: string, shape: number[]) => constant(normal(name, shape));

/** Dense, reshape, upsampling by expand, transposed convolution with `k < s`, convolution, crop and a skip. */
function generator() {
  const hidden = leakyRelu(add(matmul(z, weight('kernel', [6, 16])), weight('bias', [16])), 0.2);
  const image = reshape(hidden, ['N', 4, 2, 2]);
  const wide = expand(reshape(image, ['N', 4, 2, 1, 2, 1]), ['N', 4, 2, 2, 2, 2]);
  const up = reshape(wide, ['N', 4, 4, 4]);
  const larger = convInputGrad(up, weight('up', [4, 3, 2, 3]), {
    strides: [3, 2],
    pads: [0, 1, 0, 0],
    inputSize: [12, 8],
  });
  const cropped = slice(larger, [0, 0, 1, 0], ['N', 3, 8, 8]);
  const skip = pad(slice(up, [0, 0, 0, 0], ['N', 3, 4, 4]), [0, 0, 2, 2], [0, 0, 2, 2]);
  const both = concat([cropped, skip], 1);
  return tanh(conv(both, weight('last', [2, 6, 3, 3]), { strides: [1, 1], pads: [1, 1, 1, 1] }));
}

describe('a generator of an unknown batch', () => {
  it.each([...supportedOpsets])(
    'gives the interpreter’s numbers for N = 1, 3, 8 in opset %i',
    async (opset) => {
      const operators = await expectSameNumbers(generator(), [z], { opset, batches });
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

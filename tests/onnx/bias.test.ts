/** A bias is written into the product or convolution before it where that is the same, and only there. */
import {
  add,
  conv,
  convFilterGrad,
  convInputGrad,
  input,
  matmul,
  mul,
  relu,
  reshape,
  type Value,
} from '@kantor/graph';
import { writeOnnx, readOnnx } from '@kantor/onnx';
import { describe, expect, it } from 'vitest';
import { expectSameNumbers, normal, runModel, worstError } from './run-model.js';
import { interpret } from '../../libs/graph/test/interpret.js';

const x = input('x', [2, 3]);
const w = input('w', [3, 5]);
const b = input('b', [5]);
const image = input('image', [2, 3, 4, 5]);
const filters = input('filters', [4, 3, 3, 3]);
const filterBias = input('filterBias', [4]);
const channelBias = input('channelBias', [3]);
const window = { strides: [2, 1], pads: [1, 0, 1, 1] } as const;
const small = input('small', [2, 4, 2, 4]); // what `window` makes of `image`

const dense = () => matmul(x, w);
const forward = () => conv(image, filters, window);
const backward = () => convInputGrad(small, filters, { ...window, inputSize: [4, 5] });
const perChannel = (bias: Value) => reshape(bias, [1, bias.shape[0], 1, 1]);

describe('is written into', () => {
  it.each([
    ['a product', add(dense(), b), [x, w, b], { Gemm: 1 }],
    ['a product, the bias first', add(b, dense()), [x, w, b], { Gemm: 1 }],
    ['a product, as a row', add(dense(), reshape(b, [1, 5])), [x, w, b], { Gemm: 1 }],
    [
      'a product of transposed operands',
      add(matmul(w, x, { transposeA: true, transposeB: true }), input('two', [2])),
      [x, w, input('two', [2])],
      { Gemm: 1 },
    ],
    ['a convolution', add(forward(), perChannel(filterBias)), [image, filters, filterBias], { Conv: 1 }],
    [
      'a convolution, without a batch axis',
      add(forward(), reshape(filterBias, [4, 1, 1])),
      [image, filters, filterBias],
      { Conv: 1 },
    ],
    [
      'a transposed convolution',
      add(backward(), perChannel(channelBias)),
      [small, filters, channelBias],
      { ConvTranspose: 1 },
    ],
    [
      'two of them, from one reshaped bias',
      (() => {
        const shared = perChannel(filterBias);
        return mul(add(forward(), shared), add(conv(image, filters, window), shared));
      })(),
      [image, filters, filterBias],
      { Conv: 2, Mul: 1 },
    ],
    [
      'one of two products that are added, the other having one',
      add(add(dense(), b), matmul(x, w)),
      [x, w, b],
      { Gemm: 2, Add: 1 },
    ],
  ])('%s', async (_what, output, inputs, operators) => {
    expect(await expectSameNumbers(output, inputs)).toEqual(operators);
  });
});

describe('stays an addition', () => {
  const linear = forward();
  const row = reshape(b, [1, 5]);
  const gradient = convFilterGrad(image, small, { ...window, kernel: [3, 3] });
  it.each([
    [
      'if the product has another user',
      mul(add(linear, perChannel(filterBias)), relu(linear)),
      [image, filters, filterBias],
      { Conv: 1, Reshape: 1, Add: 1, Relu: 1, Mul: 1 },
    ],
    [
      'if both operands are the product',
      (() => {
        const product = dense();
        return add(product, product);
      })(),
      [x, w],
      { Gemm: 1, Add: 1 },
    ],
    [
      'if it is a column',
      add(dense(), input('column', [2, 1])),
      [x, w, input('column', [2, 1])],
      { Gemm: 1, Add: 1 },
    ],
    ['if it is a scalar', add(dense(), 0.5), [x, w], { Gemm: 1, Add: 1 }],
    [
      'if it differs from pixel to pixel',
      add(forward(), reshape(input('pixels', [4]), [1, 1, 1, 4])),
      [image, filters, input('pixels', [4])],
      { Conv: 1, Reshape: 1, Add: 1 },
    ],
    [
      'if it makes the result larger',
      add(dense(), reshape(b, [1, 1, 5])),
      [x, w, b],
      { Gemm: 1, Reshape: 1, Add: 1 },
    ],
    [
      'if it makes a single channel several',
      add(matmul(x, input('one', [3, 1])), b),
      [x, input('one', [3, 1]), b],
      { Gemm: 1, Add: 1 },
    ],
    [
      'if a filter gradient is added to',
      add(gradient, perChannel(channelBias)),
      [image, small, channelBias],
      { Transpose: 3, Conv: 1, Reshape: 1, Add: 1 },
    ],
    [
      'in part, if its reshape has another user',
      mul(add(dense(), row), relu(row)),
      [x, w, b],
      { Gemm: 1, Reshape: 1, Relu: 1, Mul: 1 },
    ],
  ])('%s', async (_what, output, inputs, operators) => {
    expect(await expectSameNumbers(output, inputs)).toEqual(operators);
  });

  it('if the product itself is an output', async () => {
    const product = dense();
    const shifted = add(product, b);
    const model = writeOnnx({
      name: 'both',
      inputs: [x, w, b],
      outputs: [
        ['shifted', shifted],
        ['product', product],
      ],
    });
    expect(readOnnx(model).operators).toEqual({ Gemm: 1, Add: 1 });
    const feeds = { x: normal('x', [2, 3]), w: normal('w', [3, 5]), b: normal('b', [5]) };
    const [first, second] = interpret([shifted, product], new Map(Object.entries(feeds)));
    const results = await runModel(model, feeds);
    expect(worstError(results['shifted'].data as Float32Array, first.data)).toBeLessThan(1e-6);
    expect(worstError(results['product'].data as Float32Array, second.data)).toBeLessThan(1e-6);
  });
});

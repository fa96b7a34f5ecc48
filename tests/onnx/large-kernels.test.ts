/** Kernels as large as their image, which ONNX Runtime's WebGPU provider misreads where padding is at the end alone. */
import { conv, convFilterGrad, input } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { expectSameNumbers } from './run-model.js';

const image = input('image', ['N', 3, 4, 5]);
const filters = input('filters', [2, 3, 4, 5]);
const window = (strides: [number, number], ...pads: [number, number, number, number]) => ({ strides, pads });

describe('a convolution', () => {
  it.each([
    ['padded at the end', window([1, 1], 0, 0, 1, 2), { Conv: 1, Slice: 1 }],
    ['padded at the right end', window([1, 1], 0, 0, 0, 1), { Conv: 1, Slice: 1 }],
    ['padded at the end, with strides', window([2, 3], 0, 0, 2, 3), { Conv: 1, Slice: 1 }],
    ['padded at the end by less than a stride', window([2, 2], 0, 0, 1, 1), { Conv: 1 }],
    ['padded in front too', window([1, 1], 0, 1, 1, 1), { Conv: 1 }],
  ] as const)('%s', async (_what, place, operators) => {
    const result = conv(image, filters, place);
    expect(await expectSameNumbers(result, [image, filters], { batches: [1, 3] })).toEqual(operators);
  });
});

it('a gradient of filters of an even size', async () => {
  const small = input('small', [4, 2, 6, 6]);
  const dy = input('dy', [4, 1, 6, 6]);
  const gradient = convFilterGrad(small, dy, { strides: [1, 1], pads: [0, 0, 1, 1], kernel: [2, 2] });
  expect(await expectSameNumbers(gradient, [small, dy])).toEqual({ Transpose: 3, Conv: 1, Slice: 1 });
});

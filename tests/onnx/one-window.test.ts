/** A convolution whose one window is the whole image is written as the matrix product that it is, and only then. */
import { add, conv, convFilterGrad, convInputGrad, input, reshape, type ConvWindow } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { expectSameNumbers } from './run-model.js';

const pixel = input('pixel', ['N', 3, 1, 1]);
const image = input('image', ['N', 2, 4, 5]);
const filters = input('filters', [3, 2, 4, 5]);
const bare: ConvWindow = { strides: [1, 1], pads: [0, 0, 0, 0] };
const wide: ConvWindow = { ...bare, strides: [2, 3] };
const batches = [1, 3];

const perChannel = (name: string, channels: number) => {
  const bias = input(name, [channels]);
  return { bias, shifted: reshape(bias, [channels, 1, 1]) };
};
const forward = (window: ConvWindow) => conv(image, filters, window);
const backward = (window: ConvWindow) => convInputGrad(pixel, filters, { ...window, inputSize: [4, 5] });

describe('a convolution of the whole image', () => {
  const product = { Reshape: 3, Gemm: 1 };

  it.each([bare, wide])('gives one number a filter: %j', async (window) => {
    expect(await expectSameNumbers(forward(window), [image, filters], { batches })).toEqual(product);
  });

  it('takes a bias into its product', async () => {
    const { bias, shifted } = perChannel('bias', 3);
    const inputs = [image, filters, bias];
    expect(await expectSameNumbers(add(forward(bare), shifted), inputs, { batches })).toEqual(product);
  });

  it.each([bare, wide])("has its image's gradient as one: %j", async (window) => {
    expect(await expectSameNumbers(backward(window), [pixel, filters], { batches })).toEqual(product);
  });

  it("takes a bias for each of its image's channels", async () => {
    const { bias, shifted } = perChannel('bias', 2);
    const inputs = [pixel, filters, bias];
    const operators = await expectSameNumbers(add(backward(bare), shifted), inputs, { batches });
    expect(operators).toEqual({ Reshape: 5, Expand: 1, Gemm: 1 });
  });

  it("has its filters' gradient as one", async () => {
    const gradient = convFilterGrad(image, pixel, { ...bare, kernel: [4, 5] });
    expect(await expectSameNumbers(gradient, [image, pixel], { batches })).toEqual(product);
  });

  it('is one where the image is a pixel', async () => {
    const w = input('w', [2, 3, 1, 1]);
    const { bias, shifted } = perChannel('bias', 3);
    const dy = input('dy', ['N', 2, 1, 1]);
    const dx = convInputGrad(dy, w, { ...bare, inputSize: [1, 1] });
    expect(await expectSameNumbers(conv(pixel, w, bare), [pixel, w], { batches })).toEqual(product);
    expect(await expectSameNumbers(add(dx, shifted), [dy, w, bias], { batches })).toEqual(product);
  });
});

describe('is no product', () => {
  it.each<[string, ConvWindow]>([
    ['padding that one window covers', { strides: [2, 2], pads: [0, 0, 1, 1] }],
    ['padding with windows of its own', { strides: [1, 1], pads: [0, 0, 0, 1] }],
  ])('with %s', async (_, window) => {
    const operators = await expectSameNumbers(forward(window), [image, filters], { batches });
    expect(operators).toMatchObject({ Conv: 1 });
  });

  it('where the image has rows that the window does not reach', async () => {
    const window = { strides: [5, 5], pads: [0, 0, 0, 0] } as const;
    const dx = convInputGrad(pixel, filters, { ...window, inputSize: [6, 5] });
    expect(await expectSameNumbers(dx, [pixel, filters], { batches })).toEqual({ ConvTranspose: 1 });
  });
});

/** Convolutions of every window: kernels, strides and paddings that TensorFlow.js has no word for among them. */
import { describe, expect, it } from 'vitest';
import { classNames, expectSameSamples } from './compare.js';

const image = { kind: 'reshape', shape: [2, 6, 5] };
const size = 60;
const kernels = [1, 2, 3, 4, 5];
const strides = [1, 2, 3];
const grid = kernels.flatMap((kernel) => strides.map((stride) => ({ kernel, stride })));

describe.each(grid)('kernel $kernel, stride $stride', (window) => {
  const { stride } = window;

  it.each(['same', 'valid', 1, 2, [1, 0, 2, 3], [0, 2, 1, 0]])('conv, padding %j', async (padding) => {
    await expectSameSamples([image, { kind: 'conv', filters: 3, ...window, padding }], size, 2);
  });

  it.each(['same', 0, 1, 2, [1, 0, 2, 1], [0, 1, 0, 0]])('convTranspose, padding %j', async (padding) => {
    const outputPaddings = padding === 'same' ? [0] : strides.map((s) => s - 1).filter((o) => o < stride);
    for (const outputPadding of outputPaddings) {
      await expectSameSamples(
        [image, { kind: 'convTranspose', filters: 3, ...window, padding, outputPadding }],
        size,
        2,
      );
    }
  });
});

it('takes different kernels, strides and paddings for rows and columns', async () => {
  const window = { filters: 3, kernel: [4, 3], stride: [3, 2], padding: [0, 1, 0, 0] };
  await expectSameSamples([image, { kind: 'conv', ...window }], size);
  await expectSameSamples([image, { kind: 'convTranspose', ...window, outputPadding: [2, 1] }], size);
});

it.each([
  [{ kind: 'conv', kernel: 3, padding: 1 }, 'Conv2D'],
  [{ kind: 'conv', kernel: 3, padding: 0 }, 'Conv2D'],
  [{ kind: 'convTranspose', kernel: 4, stride: 2, padding: 1 }, 'Conv2DTranspose'],
  [{ kind: 'convTranspose', kernel: 3, stride: 2, padding: [0, 0, 1, 1] }, 'Conv2DTranspose'],
  [{ kind: 'convTranspose', kernel: 4, padding: 0 }, 'Conv2DTranspose'],
])('says %j in one layer', async (layer, className) => {
  const model = await expectSameSamples([image, { filters: 3, ...layer }], size);
  expect(classNames(model)).toEqual(['InputLayer', 'Reshape', 'Permute', className]);
});

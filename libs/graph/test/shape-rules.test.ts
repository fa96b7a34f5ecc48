/** Shapes and dtypes are checked when a value is made; errors name the primitive, what it wanted and what came. */
import * as g from '@kantor/graph';
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';

const x = g.input('x', [2, 3]);
const batch = g.input('batch', ['N', 3]);
const images = g.input('images', ['N', 2, 5, 5]);
const filters = g.input('filters', [4, 2, 3, 3]);
const flags = g.greater(x, 0);
const window = { strides: [2, 2], pads: [1, 1, 1, 1] } as const;

describe('the symbol N passes through', () => {
  it.each([
    ['element-wise with what broadcasts', g.add(batch, g.input('row', [3])), ['N', 3]],
    ['matmul', g.matmul(batch, g.input('w', [3, 4])), ['N', 4]],
    ['a transposed matmul', g.matmul(batch, batch, { transposeB: true }), ['N', 'N']],
    ['sum over other axes', g.sum(batch, { axes: [1] }), ['N']],
    ['reshape', g.reshape(images, ['N', 50]), ['N', 50]],
    ['transpose', g.transpose(images, [0, 2, 3, 1]), ['N', 5, 5, 2]],
    ['expand of others', g.expand(g.reshape(batch, ['N', 3, 1]), ['N', 3, 2]), ['N', 3, 2]],
    ['slice that takes it whole', g.slice(batch, [0, 1], ['N', 2]), ['N', 2]],
    ['pad of others', g.pad(batch, [0, 1], [0, 1]), ['N', 5]],
    ['concat along another axis', g.concat([batch, batch], -1), ['N', 6]],
    ['conv', g.conv(images, filters, window), ['N', 4, 3, 3]],
    [
      'convInputGrad',
      g.convInputGrad(g.input('dy', ['N', 4, 3, 3]), filters, { ...window, inputSize: [5, 5] }),
      ['N', 2, 5, 5],
    ],
    [
      'convFilterGrad, which sums over it',
      g.convFilterGrad(images, g.input('dy', ['N', 4, 3, 3]), { ...window, kernel: [3, 3] }),
      [4, 2, 3, 3],
    ],
  ])('%s', (_, value, shape) => {
    expect(value.shape).toEqual(shape);
  });
});

describe('errors', () => {
  it.each([
    [
      'shapes that do not broadcast',
      () => g.add(x, g.input('y', [2])),
      'graph/shape',
      /add: expected shapes that broadcast, got \[2, 3\] and \[2\]/,
    ],
    ['a bool where floats belong', () => g.mul(flags, x), 'graph/dtype', /mul: expected float32, got bool/],
    ['a bool in a reduction', () => g.sum(flags), 'graph/dtype', /sum/],
    ['a float as condition', () => g.where(x, x, x), 'graph/dtype', /expected a bool condition, got float32/],
    ['branches that do not broadcast', () => g.where(flags, x, g.input('y', [2])), 'graph/shape', /where/],
    [
      'matrices that do not fit',
      () => g.matmul(x, x),
      'graph/shape',
      /\[m, k\] and \[k, n\] with one k, got \[2, 3\] and \[2, 3\]/,
    ],
    ['vectors in matmul', () => g.matmul(g.input('v', [3]), x), 'graph/shape', /two matrices/],
    ['another number of elements', () => g.reshape(x, [4]), 'graph/shape', /as many elements as \[4\]/],
    ['a batch reshaped away', () => g.reshape(batch, [6]), 'graph/shape', /reshape/],
    ['a permutation that repeats', () => g.transpose(x, [0, 0]), 'graph/shape', /permutation \[0, 0\]/],
    ['an expansion that does not broadcast', () => g.expand(x, [3, 3]), 'graph/shape', /expand/],
    [
      'an expansion to a batch that is not there',
      () => g.expand(g.constant(1), ['N', 1]),
      'graph/shape',
      /expand/,
    ],
    [
      'a block past the end',
      () => g.slice(x, [1, 0], [2, 3]),
      'graph/shape',
      /block \[2, 3\] at \[1, 0\], got \[2, 3\]/,
    ],
    ['a part of a batch', () => g.slice(batch, [0, 0], [1, 3]), 'graph/shape', /slice/],
    ['sizes of another rank', () => g.slice(x, [0, 0], [1, 1, 1]), 'graph/shape', /slice/],
    ['starts of another rank', () => g.slice(x, [0, 0, 0], [1, 1]), 'graph/shape', /slice/],
    ['a negative pad', () => g.pad(x, [-1, 0], [0, 0]), 'graph/shape', /at least 0/],
    ['a padded batch', () => g.pad(batch, [1, 0], [0, 0]), 'graph/shape', /0 along N/],
    ['nothing to concat', () => g.concat([], 0), 'graph/shape', /one value or more/],
    [
      'concat of shapes that differ elsewhere',
      () => g.concat([x, g.input('y', [2, 4])], 0),
      'graph/shape',
      /differ along axis 0 only/,
    ],
    ['concat along a batch', () => g.concat([batch, batch], 0), 'graph/shape', /concat/],
    ['an axis out of range', () => g.sum(x, { axes: [2] }), 'tensor/axis', /sum: axis 2 is out of range/],
    [
      'channels that do not fit',
      () => g.conv(images, g.input('w', [4, 3, 3, 3]), window),
      'graph/shape',
      /with one C/,
    ],
    [
      'a kernel larger than the image',
      () => g.conv(images, g.input('w', [4, 2, 9, 9]), window),
      'graph/shape',
      /at least as large as the kernel/,
    ],
    [
      'an image of unknown size',
      () => g.conv(g.input('i', [1, 2, 'N', 5]), filters, window),
      'graph/shape',
      /conv/,
    ],
    [
      'a stride of 0',
      () => g.conv(images, filters, { ...window, strides: [0, 1] }),
      'graph/window',
      /strides \[0, 1\]/,
    ],
    [
      'a pad that is no whole number',
      () => g.conv(images, filters, { ...window, pads: [0.5, 0, 0, 0] }),
      'graph/window',
      /conv/,
    ],
    [
      'an input size that no conv gives',
      () => g.convInputGrad(g.input('dy', [1, 4, 3, 3]), filters, { ...window, inputSize: [9, 9] }),
      'graph/shape',
      /\[5, 5\], which a conv of a 9x9 image gives/,
    ],
    [
      'a kernel that no conv has',
      () => g.convFilterGrad(images, g.input('dy', ['N', 4, 3, 3]), { ...window, kernel: [5, 5] }),
      'graph/shape',
      /\[2, 2\], which a conv with a 5x5 kernel gives/,
    ],
    [
      'batches that differ',
      () => g.convFilterGrad(images, g.input('dy', [1, 4, 3, 3]), { ...window, kernel: [3, 3] }),
      'graph/shape',
      /with one N/,
    ],
  ] as const)('%s', (_, make, code, message) => {
    expect(make).toThrowError(message);
    expect(make).toThrowError(expect.objectContaining({ code }));
    expect(make).toThrowError(KantorError);
  });
});

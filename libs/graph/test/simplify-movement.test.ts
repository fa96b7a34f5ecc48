/** Each rule of movement, reduction and products on the smallest graph that it applies to. */
import * as g from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { describe } from 'vitest';
import { batch, column, fill, holds, row, x, y, zeros } from './simplify-fixture.js';

const image = g.input('image', [2, 2, 4, 4]);
const kernel = g.input('kernel', [2, 2, 3, 3]);
const window = { strides: [1, 1], pads: [0, 0, 0, 0] } as const;

describe('movement', () => {
  const permuted = g.transpose(image, [0, 2, 3, 1]);
  holds([
    [g.reshape(x, [2, 3]), 'x'],
    [g.reshape(g.reshape(x, [6]), [3, 2]), 'reshape(x)[3, 2]'],
    [g.reshape(g.reshape(x, [6]), [2, 3]), 'x'],
    [g.expand(x, [2, 3]), 'x'],
    [g.expand(g.expand(row, [2, 3]), [4, 2, 3]), 'expand(row)[4, 2, 3]'],
    [g.expand(g.reshape(row, [1, 3]), [2, 3]), 'expand(row)[2, 3]'],
    [g.transpose(x, [0, 1]), 'x'],
    [g.transpose(g.transpose(x, [1, 0]), [1, 0]), 'x'],
    [g.transpose(permuted, [1, 0, 2, 3]), 'transpose(image)@2,0,3,1'],
    [g.transpose(permuted, [0, 3, 1, 2]), 'image'],
    [g.transpose(column, [1, 0]), 'reshape(column)[1, 2]'],
    [g.slice(x, [0, 0], [2, 3]), 'x'],
    [g.slice(g.slice(x, [0, 1], [2, 2]), [1, 1], [1, 1]), 'slice(x)[1, 1]@1,2'],
    [g.pad(x, [0, 0], [0, 0]), 'x'],
    [g.pad(g.pad(x, [1, 0], [0, 1]), [0, 1], [1, 0]), 'pad(x)[4, 5]'],
    [g.slice(g.pad(x, [1, 1], [1, 1]), [1, 1], [2, 3]), 'x'],
    [g.slice(g.pad(x, [1, 1], [1, 1]), [1, 2], [2, 1]), 'slice(x)[2, 1]@0,1'],
    [g.slice(g.pad(x, [1, 1], [1, 1]), [0, 0], [1, 5]), 'expand(0)[1, 5]'],
    [g.slice(g.pad(x, [1, 1], [1, 1]), [0, 0], [2, 5]), 'slice(pad(x)[4, 5])[2, 5]@0,0'],
    [g.slice(g.pad(x, [1, 1], [1, 1]), [1, 1], [3, 3]), 'slice(pad(x)[4, 5])[3, 3]@1,1'],
    [g.slice(g.pad(batch, [0, 1], [0, 1]), [0, 1], ['N', 3]), 'batch'],
    [g.concat([x], 0), 'x'],
    [g.slice(g.concat([x, y], 0), [2, 0], [2, 3]), 'y'],
    [g.slice(g.concat([x, y], 1), [0, 3], [2, 1]), 'slice(y)[2, 1]@0,0'],
    [g.slice(g.concat([x, y], 0), [1, 0], [2, 3]), 'slice(concat(x, y))[2, 3]@1,0'],
    [g.cast(x, 'float32'), 'x'],
  ]);
});

describe('reductions and products', () => {
  holds([
    [g.sum(x, { axes: [] }), 'x'],
    [g.sum(column, { axes: [1], keepDims: true }), 'column'],
    [g.sum(column, { axes: [1] }), 'reshape(column)[2]'],
    [g.max(column, { axes: [1] }), 'reshape(column)[2]'],
    [g.sum(g.expand(row, [2, 3]), { axes: [0] }), 'mul(row, 2)'],
    [g.sum(g.expand(column, [2, 3]), { axes: [1], keepDims: true }), 'mul(column, 3)'],
    [g.sum(g.expand(column, [2, 3]), { axes: [0] }), 'sum(expand(column)[2, 3])@0'],
    [g.sum(g.reshape(x, [3, 2])), 'sum(x)'],
    [g.matmul(g.transpose(x, [1, 0]), y), 'matmul(xᵀ, y)'],
    [g.matmul(x, g.transpose(y, [1, 0])), 'matmul(x, yᵀ)'],
    [g.matmul(g.transpose(x, [1, 0]), x, { transposeA: true, transposeB: true }), 'matmul(x, xᵀ)'],
    [g.matmul(zeros(2, 2), x), 'expand(0)[2, 3]'],
    [g.conv(image, zeros(1, 2, 3, 3), window), 'expand(0)[2, 1, 2, 2]'],
    [g.convInputGrad(zeros(2, 2, 2, 2), kernel, { ...window, inputSize: [4, 4] }), 'expand(0)[2, 2, 4, 4]'],
    [
      g.convFilterGrad(zeros(2, 2, 4, 4), g.slice(image, [0, 0, 0, 0], [2, 2, 2, 2]), {
        ...window,
        kernel: [3, 3],
      }),
      'expand(0)[2, 2, 3, 3]',
    ],
  ]);
});

describe('work that moves to where there is less of it', () => {
  const shared = g.mul(x, 3);
  const wide = g.expand(row, [2, 3]);
  holds([
    [g.add(g.expand(row, [2, 3]), x), 'add(row, x)'],
    [g.mul(x, fill(3, 2, 3)), 'mul(x, 3)'],
    [g.mul(x, g.constant(floats([1, 1], [3]))), 'mul(x, 3)'],
    [g.add(x, g.reshape(row, [1, 3])), 'add(x, row)'],
    [g.add(row, fill(3, 2, 3)), 'add(row, expand(3)[2, 3])'],
    [g.sum(g.mul(x, 3)), 'mul(sum(x), 3)'],
    [g.sum(g.neg(x), { axes: [0], keepDims: true }), 'neg(sum(x)@0 kept)'],
    [g.reshape(g.neg(x), [6]), 'neg(reshape(x)[6])'],
    [g.mul(g.mul(x, 3), column), 'mul(x, mul(column, 3))'],
    [g.mul(g.neg(x), y), 'neg(mul(x, y))'],
    [g.mul(g.mul(x, 3), g.mul(y, 5)), 'mul(mul(y, x), 15)'],
    [g.div(g.mul(x, 3), y), 'mul(div(x, y), 3)'],
    [g.concat([shared, g.mul(shared, column)], 0), 'concat(mul(x, 3), mul(mul(x, 3), column))'], // shared
    [g.add(g.sum(shared), shared), 'add(sum(mul(x, 3)), mul(x, 3))'],
    [g.matmul(g.reshape(shared, [3, 2]), shared), 'matmul(reshape(mul(x, 3))[3, 2], mul(x, 3))'],
    [g.concat([g.div(shared, y), shared], 0), 'concat(div(mul(x, 3), y), mul(x, 3))'],
    [g.concat([g.neg(wide), wide], 0), 'concat(neg(expand(row)[2, 3]), expand(row)[2, 3])'],
    [g.neg(g.expand(row, [2, 3])), 'expand(neg(row))[2, 3]'],
    [g.add(g.mul(g.expand(row, [2, 3]), 3), x), 'add(mul(row, 3), x)'],
    [g.add(g.expand(row, [2, 3]), g.expand(g.exp(row), [2, 3])), 'expand(add(row, exp(row)))[2, 3]'],
  ]);
});

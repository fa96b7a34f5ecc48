/** The interpreter itself, against numbers worked out by hand: everything else leans on it. */
import {
  add,
  concat,
  constant,
  conv,
  convFilterGrad,
  convInputGrad,
  expand,
  input,
  matmul,
  max,
  pad,
  reshape,
  slice,
  sum,
  transpose,
  greater,
  cast,
} from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { expect, it } from 'vitest';
import { interpret } from './interpret.js';

const count = (...shape: number[]) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return constant(
    floats(
      shape,
      Array.from({ length }, (_, i) => i),
    ),
  );
};
const run = (value: Parameters<typeof sum>[0]) => {
  const [{ shape, data }] = interpret([value], new Map());
  return [shape, [...data]];
};

it('computes what is worked out by hand', () => {
  expect(run(add(count(2, 1), count(3)))).toEqual([
    [2, 3],
    [0, 1, 2, 1, 2, 3],
  ]);
  expect(run(sum(count(2, 3, 2), { axes: [0, 2] }))).toEqual([[3], [14, 22, 30]]);
  expect(run(sum(count(2, 3), { axes: [1], keepDims: true }))).toEqual([
    [2, 1],
    [3, 12],
  ]);
  expect(run(max(count(2, 3), { axes: [0] }))).toEqual([[3], [3, 4, 5]]);
  expect(run(matmul(count(2, 2), count(2, 2)))).toEqual([
    [2, 2],
    [2, 3, 6, 11],
  ]);
  expect(run(matmul(count(1, 2), count(3, 2), { transposeB: true }))).toEqual([
    [1, 3],
    [1, 3, 5],
  ]);
  expect(run(matmul(count(3, 2), count(3, 1), { transposeA: true }))).toEqual([
    [2, 1],
    [10, 13],
  ]);
  expect(run(transpose(count(2, 3), [1, 0]))).toEqual([
    [3, 2],
    [0, 3, 1, 4, 2, 5],
  ]);
  expect(run(expand(count(2, 1), [2, 2, 2]))).toEqual([
    [2, 2, 2],
    [0, 0, 1, 1, 0, 0, 1, 1],
  ]);
  expect(run(slice(count(3, 3), [1, 1], [2, 2]))).toEqual([
    [2, 2],
    [4, 5, 7, 8],
  ]);
  expect(run(pad(count(1, 2), [1, 0], [0, 1]))).toEqual([
    [2, 3],
    [0, 0, 0, 0, 1, 0],
  ]);
  expect(run(concat([count(2, 1), count(2, 2)], 1))).toEqual([
    [2, 3],
    [0, 0, 1, 1, 2, 3],
  ]);
  expect(run(reshape(count(2, 2), [4]))).toEqual([[4], [0, 1, 2, 3]]);
  expect(run(cast(greater(count(3), 1), 'float32'))).toEqual([[3], [0, 0, 1]]);
});

it('convolves as worked out by hand', () => {
  const window = { strides: [2, 2], pads: [1, 1, 0, 0] } as const;
  const image = count(1, 1, 3, 3); // 0 1 2 / 3 4 5 / 6 7 8
  const filters = count(1, 1, 2, 2); // 0 1 / 2 3
  expect(run(conv(image, filters, window))).toEqual([
    [1, 1, 2, 2],
    [0, 8, 3 * 1 + 6 * 3, 4 * 0 + 5 * 1 + 7 * 2 + 8 * 3],
  ]);
  const dy = count(1, 1, 2, 2); // 0 1 / 2 3: the four windows do not overlap
  expect(run(convInputGrad(dy, filters, { ...window, inputSize: [3, 3] }))).toEqual([
    [1, 1, 3, 3],
    [0, 2, 3, 2, 0, 3, 6, 6, 9],
  ]);
  expect(run(convFilterGrad(image, dy, { ...window, kernel: [2, 2] }))).toEqual([
    [1, 1, 2, 2],
    [0 * 0 + 3 * 4, 2 * 3 + 3 * 5, 1 * 1 + 3 * 7, 0 * 0 + 1 * 2 + 2 * 6 + 3 * 8],
  ]);
});

it('binds N from the feeds and refuses feeds that do not fit', () => {
  const x = input('x', ['N', 2]);
  const y = add(sum(x, { axes: [1], keepDims: true }), x);
  const feed = (shape: number[]) =>
    new Map([['x', { shape, data: new Float32Array(shape[0] * shape[1]).fill(1) }]]);
  expect(interpret([y], feed([3, 2]))[0].shape).toEqual([3, 2]);
  expect(() => interpret([y], feed([3, 3]))).toThrow(/feed 'x'/);
  expect(() => interpret([y], new Map())).toThrow(/no feed 'x'/);
});

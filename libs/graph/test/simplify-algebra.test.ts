/** Each rule of arithmetic, constants and choices on the smallest graph that it applies to. */
import * as g from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { batch, fill, holds, row, simplified, x, y, zeros } from './simplify-fixture.js';

const s = g.input('s', []);
const isPositive = g.greater(x, 0);

describe('the algebra of 0, 1 and −1', () => {
  holds([
    [g.mul(x, 1), 'x'],
    [g.mul(1, x), 'x'],
    [g.mul(x, -1), 'neg(x)'],
    [g.mul(x, 0), 'expand(0)[2, 3]'],
    [g.mul(zeros(2, 3), row), 'expand(0)[2, 3]'],
    [g.mul(batch, 0), 'mul(batch, 0)'], // no zero of an unknown size can be made
    [g.add(x, 0), 'x'],
    [g.add(zeros(2, 3), x), 'x'],
    [g.add(zeros(2, 3), row), 'expand(row)[2, 3]'],
    [g.sub(x, 0), 'x'],
    [g.sub(0, x), 'neg(x)'],
    [g.sub(x, x), 'expand(0)[2, 3]'],
    [g.div(x, 1), 'x'],
    [g.div(x, -1), 'neg(x)'],
    [g.div(0, x), 'expand(0)[2, 3]'],
    [g.pow(x, 0), 'expand(1)[2, 3]'],
    [g.pow(x, 1), 'x'],
    [g.pow(x, 2), 'square(x)'],
    [g.pow(x, 0.5), 'sqrt(x)'],
    [g.pow(x, -1), 'reciprocal(x)'],
    [g.pow(1, x), 'expand(1)[2, 3]'],
    [g.pow(x, 3), 'pow(x, 3)'],
    [g.pow(row, fill(1, 2, 3)), 'pow(row, expand(1)[2, 3])'], // the exponent gives the shape
  ]);
});

describe('signs', () => {
  holds([
    [g.neg(g.neg(x)), 'x'],
    [g.add(x, g.neg(y)), 'sub(x, y)'],
    [g.add(g.neg(x), y), 'sub(y, x)'],
    [g.sub(x, g.neg(y)), 'add(x, y)'],
    [g.neg(g.sub(x, y)), 'sub(y, x)'],
    [g.mul(g.neg(x), g.neg(y)), 'mul(x, y)'],
    [g.div(g.neg(x), g.neg(y)), 'div(x, y)'],
    [g.square(g.neg(x)), 'square(x)'],
    [g.abs(g.neg(x)), 'abs(x)'],
    [g.abs(g.abs(x)), 'abs(x)'],
  ]);
});

describe('factors', () => {
  holds([
    [g.mul(g.mul(x, 3), 5), 'mul(x, 15)'],
    [g.mul(5, g.mul(3, x)), 'mul(x, 15)'],
    [g.mul(g.mul(x, 4), 0.25), 'x'],
    [g.neg(g.mul(x, 3)), 'mul(x, -3)'],
    [g.mul(g.neg(x), 3), 'mul(x, -3)'],
    [g.div(x, 4), 'mul(x, 0.25)'],
    [g.div(x, 3), 'div(x, 3)'],
    [g.div(g.mul(x, 3), 3), 'x'],
    [g.mul(g.div(x, 3), 6), 'mul(x, 2)'],
    [g.mul(g.mul(x, 1e-30), 1e-30), 'mul(mul(x, 1.0000000031710769e-30), 1.0000000031710769e-30)'], // would underflow
    [g.mul(g.mul(row, 3), fill(5, 2, 3)), 'mul(mul(row, 3), expand(5)[2, 3])'], // the number gives the shape
    [g.add(x, x), 'mul(x, 2)'],
    [g.mul(x, x), 'square(x)'],
    [g.mul(x, g.reciprocal(y)), 'div(x, y)'],
    [g.mul(g.reciprocal(x), y), 'div(y, x)'],
    [g.div(x, g.reciprocal(y)), 'mul(x, y)'],
  ]);
});

describe('functions that undo or repeat each other', () => {
  holds([
    [g.sqrt(g.square(x)), 'abs(x)'],
    [g.abs(g.square(x)), 'square(x)'],
    [g.square(g.abs(x)), 'square(x)'],
    [g.reciprocal(g.reciprocal(x)), 'x'],
    [g.relu(g.relu(x)), 'relu(x)'],
    [g.sign(g.sign(x)), 'sign(x)'],
    [g.maximum(x, x), 'x'],
    [g.minimum(x, x), 'x'],
  ]);
});

describe('constants', () => {
  const small = g.constant(floats([3], [1, 2, 3]));
  holds([
    [g.exp(g.constant(0)), '1'],
    [g.add(0.1, 0.2), String(Math.fround(Math.fround(0.1) + Math.fround(0.2)))],
    [g.tanh(zeros(2, 3)), 'expand(0)[2, 3]'],
    [g.add(fill(2, 2, 1), fill(3, 1, 3)), 'expand(5)[2, 3]'],
    [g.mul(small, small), '{1, 4, 9}[3]'],
    [g.add(small, g.constant(floats([2, 1], [10, 20]))), '{11, 12, 13, 21, 22, 23}[2, 3]'],
    [g.reshape(small, [3, 1]), '{1, 2, 3}[3, 1]'],
    [g.expand(g.constant(floats([3], [7, 7, 7])), [2, 3]), 'expand(7)[2, 3]'],
    [g.sum(fill(3, 2, 3), { axes: [1] }), 'expand(9)[2]'],
    [g.sum(fill(3, 2, 3)), '18'],
    [g.max(fill(3, 2, 3), { axes: [0], keepDims: true }), 'expand(3)[1, 3]'],
    [g.transpose(fill(3, 2, 3), [1, 0]), 'expand(3)[3, 2]'],
    [g.slice(fill(3, 2, 3), [0, 1], [2, 2]), 'expand(3)[2, 2]'],
    [g.concat([zeros(2, 1), zeros(2, 2)], 1), 'expand(0)[2, 3]'],
    [g.pad(zeros(2, 3), [1, 0], [0, 1]), 'expand(0)[3, 4]'],
    [g.where(g.greater(1, 0), x, y), 'x'],
    [g.where(g.greater(0, 1), x, row), 'expand(row)[2, 3]'],
    [g.cast(g.greater(fill(1, 2, 3), 0), 'float32'), 'expand(1)[2, 3]'],
    [g.cast(g.cast(g.constant(3), 'bool'), 'float32'), '1'],
  ]);

  it('are shared by content', () => {
    const twice = simplified(
      g.concat([g.mul(row, g.constant(floats([3], [1, 2, 3]))), g.mul(row, small)], 0),
    );
    expect(twice.inputs[0]).toBe(twice.inputs[1]);
  });

  it('of many elements are left alone', () => {
    const large = g.constant(
      floats(
        [1025],
        Array.from({ length: 1025 }, (_, i) => i),
      ),
    );
    expect(simplified(g.exp(large)).op.kind).toBe('exp');
  });
});

describe('choices', () => {
  holds([
    [g.where(isPositive, y, y), 'y'],
    [g.where(isPositive, g.where(isPositive, x, 7), y), 'where(greater(x, 0), x, y)'],
    [g.where(isPositive, x, g.where(isPositive, 7, y)), 'where(greater(x, 0), x, y)'],
    [
      g.where(g.greater(s, 0), g.where(g.greater(s, 0), s, x), s),
      'where(greater(s, 0), where(greater(s, 0), s, x), s)',
    ],
    [g.where(isPositive, 1, 0), 'cast(greater(x, 0))'],
    [g.where(g.greater(row, 0), fill(1, 2, 3), 0), 'where(greater(row, 0), expand(1)[2, 3], 0)'],
    [g.where(g.greater(x, x), x, y), 'y'],
  ]);
});

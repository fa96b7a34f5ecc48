/** Shapes: sizes, broadcasting, axes and the symbol N. */
import { describe, expect, it } from 'vitest';
import {
  broadcastShapes,
  formatShape,
  isStatic,
  normalizeAxis,
  requireStatic,
  sameShape,
  sizeOf,
  type Shape,
} from '@kantor/tensor';

describe('broadcastShapes', () => {
  const pairs: [Shape, Shape, Shape | undefined][] = [
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[], [2, 3], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [
      [8, 1, 6, 1],
      [7, 1, 5],
      [8, 7, 6, 5],
    ], // NumPy's manual, "General broadcasting rules"
    [[0], [1], [0]],
    [
      ['N', 1],
      [1, 4],
      ['N', 4],
    ],
    [['N'], ['N'], ['N']],
    [['N'], [5], undefined],
    [[2, 1], [8, 4, 3], undefined],
    [[2], [3], undefined],
    [[0], [2], undefined],
  ];

  it.each(pairs)('of %j and %j is %j, in either order', (a, b, expected) => {
    expect(broadcastShapes(a, b)).toEqual(expected);
    expect(broadcastShapes(b, a)).toEqual(expected);
  });

  it('of a shape with itself and with a scalar is the shape', () => {
    for (const [shape] of pairs) {
      expect(broadcastShapes(shape, shape)).toEqual(shape);
      expect(broadcastShapes(shape, [])).toEqual(shape);
    }
  });
});

describe('normalizeAxis', () => {
  it('counts negative axes from the end', () => {
    expect([-3, -2, -1, 0, 1, 2].map((axis) => normalizeAxis(axis, 3, 'sum'))).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it.each([3, -4, 0.5, NaN])('refuses axis %d of rank 3 and says which there are', (axis) => {
    expect(() => normalizeAxis(axis, 3, 'sum')).toThrow(
      expect.objectContaining({
        code: 'tensor/axis',
        message: `sum: axis ${axis} is out of range; a tensor of rank 3 has axes -3 to 2.`,
      }),
    );
  });
});

describe('shapes', () => {
  it('are equal when rank and every dimension are', () => {
    expect(sameShape([2, 'N'], [2, 'N'])).toBe(true);
    expect(sameShape([2], [2, 1])).toBe(false);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([], [])).toBe(true);
  });

  it('have the product of their dimensions as size', () => {
    expect(sizeOf([])).toBe(1);
    expect(sizeOf([64, 1, 28, 28])).toBe(50176);
    expect(sizeOf([3, 0])).toBe(0);
  });

  it('print as they are written', () => {
    expect(formatShape(['N', 100])).toBe('[N, 100]');
    expect(formatShape([])).toBe('[]');
  });

  it('with an N are not static, and the error says whose and what to do', () => {
    expect(isStatic([1, 2])).toBe(true);
    expect(isStatic(['N', 2])).toBe(false);
    expect(requireStatic([1, 2], 'conv')).toEqual([1, 2]);
    expect(() => requireStatic(['N', 2], 'The batch norm of generator.1')).toThrow(
      expect.objectContaining({
        code: 'tensor/symbolic-shape',
        message: expect.stringMatching(
          /^The batch norm of generator\.1 needs a known batch size.*\[N, 2\].*number\.$/,
        ),
      }),
    );
  });
});

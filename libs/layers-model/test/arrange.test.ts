/** Axes exchanged and places reordered, from their definitions. */
import { floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { reorder, transpose } from '../src/arrange.js';
import { imageToArrange, orderOf } from '../src/flow.js';

const x = floats(
  [2, 3, 4],
  Float32Array.from({ length: 24 }, (_, i) => i),
);

describe('transpose', () => {
  it('with the axes in place changes nothing', () => {
    expect(transpose(x, [0, 1, 2])).toEqual(x);
  });

  it('is undone by the inverse permutation', () => {
    expect(transpose(transpose(x, [2, 0, 1]), [1, 2, 0])).toEqual(x);
  });

  it('puts the number at (i, j, k) where the axes say', () => {
    const y = transpose(x, [2, 0, 1]); // [4, 2, 3]
    expect(y.shape).toEqual([4, 2, 3]);
    for (const [i, j, k] of [
      [0, 0, 0],
      [1, 2, 3],
      [0, 1, 2],
      [1, 0, 3],
    ]) {
      expect(y.data[(k * 2 + i) * 3 + j]).toBe(x.data[(i * 3 + j) * 4 + k]);
    }
  });
});

describe('reorder', () => {
  it('takes place order[i] of the axis for its place i', () => {
    expect([...reorder(x, 1, [2, 0, 1]).data.slice(0, 12)]).toEqual([8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...reorder(x, 2, [3, 2, 1, 0]).data.slice(20)]).toEqual([23, 22, 21, 20]);
  });

  it('is undone by the inverse order', () => {
    expect(reorder(reorder(x, 2, [1, 3, 0, 2]), 2, [2, 0, 3, 1])).toEqual(x);
  });
});

describe('the order of an image as pixels', () => {
  it('is the transposition of [C, H, W] to [H, W, C]', () => {
    const vector = floats([24], x.data);
    expect(reorder(vector, 0, orderOf([2, 3, 4])).data).toEqual(transpose(x, [1, 2, 0]).data);
  });

  it('is nothing to arrange where there is one channel or one pixel', () => {
    expect(imageToArrange([1, 3, 4])).toBeUndefined();
    expect(imageToArrange([5, 1, 1])).toBeUndefined();
    expect(imageToArrange([5, 1, 2])).toEqual([5, 1, 2]);
  });
});

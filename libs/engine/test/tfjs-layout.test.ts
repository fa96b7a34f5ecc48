/** Layouts of TensorFlow.js tensors: the same elements in another order, and what makes the one of the other. */
import { sizeOf, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { channelsLast, filtersLast } from '../src/tfjs/carry.js';
import {
  forEachElement,
  inOrder,
  layoutOf,
  placeIn,
  plain,
  sameLayout,
  transpositions,
  type Layout,
} from '../src/tfjs/layout.js';

/** Row-major places in the order in which the elements lie. */
function placesOf(layout: Layout): number[] {
  const places: number[] = [];
  forEachElement(layout, (place, rowMajor) => (places[place] = rowMajor));
  return places;
}

/** What a transposition kernel does, from its definition. */
function transposed(
  data: readonly number[],
  shape: readonly number[],
  permutation: readonly number[],
): number[] {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const axes = permutation.map((axis) => ({ size: shape[axis], stride: strides[axis] }));
  let result = [0];
  for (const { size, stride } of axes) {
    result = result.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * stride));
  }
  return result.map((at) => data[at]);
}

const shapes = [[4, 3, 2, 6], [2, 2, 2, 2], [12], [1, 6, 1, 4], [3, 1, 5], []];

/** A shape's axes in a random order. */
function randomLayout(seed: number, shape: readonly number[]): Layout {
  const keys = stream(seed, 'layout').uniform(new Float32Array(shape.length));
  return inOrder(
    shape,
    shape.map((_, axis) => axis).sort((a, b) => keys[a] - keys[b]),
  );
}

describe('a layout', () => {
  it('of images has the channels of a pixel side by side', () => {
    // [N, C, H, W] = [1, 2, 1, 3]: both channels of the first pixel, of the second, of the third
    expect(placesOf(channelsLast([1, 2, 1, 3]))).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('of filters has the outputs of a tap side by side', () => {
    // [O, C, kh, kw] = [2, 2, 1, 2]
    expect(placesOf(filtersLast([2, 2, 1, 2]))).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });

  it('is the same for shapes that a reshape joins or splits, and for axes of size 1 anywhere', () => {
    expect(sameLayout(plain([4, 6]), plain([2, 2, 6]))).toBe(true);
    expect(sameLayout(channelsLast([8, 1, 5, 5]), plain([8, 1, 5, 5]))).toBe(true);
    expect(sameLayout(channelsLast([8, 2, 5, 5]), plain([8, 2, 5, 5]))).toBe(false);
    expect(sameLayout(inOrder([2, 3, 4], [0, 2, 1]), inOrder([2, 3, 2, 2], [0, 2, 3, 1]))).toBe(true);
  });

  it.each(shapes.map((shape) => [shape]))(
    'of [%s] has every element once, and comes back from its parts',
    (shape) => {
      for (let seed = 0; seed < 10; seed++) {
        const layout = randomLayout(seed, shape);
        const all = Array.from({ length: sizeOf(shape) }, (_, i) => i);
        expect(placesOf(layout).toSorted((a, b) => a - b)).toEqual(all);
        expect(layoutOf(shape, placeIn(shape, layout) ?? [])).toEqual(layout);
      }
    },
  );

  it('has no place in a shape across whose axes it lies', () => {
    expect(placeIn([4, 6], inOrder([3, 8], [1, 0]))).toBeUndefined();
  });
});

describe('transpositions', () => {
  it.each(shapes.map((shape) => [shape]))('lead from any layout of [%s] to any other', (shape) => {
    for (let seed = 0; seed < 20; seed++) {
      const [from, to] = [randomLayout(seed, shape), randomLayout(seed + 100, shape)];
      const steps = transpositions(from, to);
      const result = steps.reduce(
        (data, step) => transposed(data, step.shape, step.permutation),
        placesOf(from),
      );
      expect(result).toEqual(placesOf(to));
      expect(steps.length).toBeLessThanOrEqual(1);
    }
  });

  it('go by way of row-major order where two layouts have no axes in common', () => {
    const [from, to] = [inOrder([4, 6], [1, 0]), inOrder([3, 8], [1, 0])];
    const steps = transpositions(from, to);
    expect(steps).toHaveLength(2);
    expect(
      steps.reduce((data, step) => transposed(data, step.shape, step.permutation), placesOf(from)),
    ).toEqual(placesOf(to));
  });

  it('are none between equal layouts', () => {
    expect(transpositions(channelsLast([2, 3, 4, 4]), channelsLast([2, 3, 4, 4]))).toEqual([]);
  });
});

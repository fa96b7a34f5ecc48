/** Linear primitives and their adjoints: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩, for each that has an adjoint among the primitives. */
import * as g from '@kantor/graph';
import type { Value } from '@kantor/graph';
import { floats, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';

function random(name: string, ...shape: number[]): Value {
  const length = shape.reduce((a, b) => a * b, 1);
  return g.constant(floats(shape, stream(7, name).normal(new Float32Array(length))));
}

function expectEqual(...products: (readonly [Value, Value])[]): void {
  const [first, ...others] = products.map(([a, b]) => {
    expect(a.shape).toEqual(b.shape);
    return interpret([g.sum(g.mul(a, b))], new Map())[0].data[0];
  });
  expect(Math.abs(first)).toBeGreaterThan(1e-3);
  for (const other of others)
    expect(Math.abs(other - first)).toBeLessThan(1e-12 * Math.max(1, Math.abs(first)));
}

describe('conv, convInputGrad and convFilterGrad are one form in three variables', () => {
  const sizes = [1, 2, 3, 5];
  const cases = sizes.flatMap((kernel) =>
    [1, 2, 3].flatMap((stride) =>
      [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
        [0, 2, 1, 0],
      ].map((pads) => ({ kernel, stride, pads })),
    ),
  );

  it.each(cases)(
    'kernel $kernel, stride $stride, pads $pads',
    ({ kernel, stride, pads: [top, left, bottom, right] }) => {
      const window = { strides: [stride, stride], pads: [top, left, bottom, right] } as const;
      const x = random('x', 2, 3, 7, 6);
      const w = random('w', 4, 3, kernel, kernel);
      const y = g.conv(x, w, window);
      const dy = random('dy', ...(y.shape as number[]));
      expectEqual(
        [y, dy],
        [x, g.convInputGrad(dy, w, { ...window, inputSize: [7, 6] })],
        [w, g.convFilterGrad(x, dy, { ...window, kernel: [kernel, kernel] })],
      );
    },
  );
});

describe('movement', () => {
  const x = random('x', 2, 3, 4);

  it('transpose: the inverse permutation', () => {
    const y = random('y', 4, 2, 3);
    expectEqual([g.transpose(x, [2, 0, 1]), y], [x, g.transpose(y, [1, 2, 0])]);
  });

  it('expand: a sum over what was repeated', () => {
    const column = random('column', 3, 1);
    const y = random('y', 2, 3, 4);
    expectEqual(
      [g.expand(column, [2, 3, 4]), y],
      [column, g.sum(g.sum(y, { axes: [2], keepDims: true }), { axes: [0] })],
    );
  });

  it('slice: a pad', () => {
    const y = random('y', 1, 2, 3);
    expectEqual([g.slice(x, [1, 0, 1], [1, 2, 3]), y], [x, g.pad(y, [1, 0, 1], [0, 1, 0])]);
  });

  it('matmul: matmul with the other operand transposed', () => {
    const [a, b, y] = [random('a', 2, 3), random('b', 3, 4), random('y', 2, 4)];
    expectEqual(
      [g.matmul(a, b), y],
      [a, g.matmul(y, b, { transposeB: true })],
      [b, g.matmul(a, y, { transposeA: true })],
    );
  });
});

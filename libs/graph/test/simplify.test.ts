/** Simplification as a whole: what is the same is computed once, what is not needed not at all, in linear time. */
import * as g from '@kantor/graph';
import type { Value } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { expression } from './expression.js';
import { simplified, x, y } from './simplify-fixture.js';

describe('what is the same', () => {
  it('is computed once', () => {
    const value = simplified(
      g.concat([g.mul(x, y), g.mul(y, x), g.mul(g.reshape(g.reshape(x, [6]), [2, 3]), y)], 0),
    );
    expect(new Set(value.inputs).size).toBe(1);
  });

  it('differs where an attribute does', () => {
    const value = simplified(
      g.concat(
        [g.leakyRelu(x, 0.25), g.leakyRelu(x, 0.5), g.clip(x, 0, Infinity), g.clip(x, -Infinity, 0)],
        0,
      ),
    );
    expect(new Set(value.inputs).size).toBe(4);
  });

  it('is not assumed of opaque operators, which may be random', () => {
    const random = () => g.onnx('RandomNormalLike', [x], { shape: [2, 3] });
    const value = simplified(g.concat([random(), random()], 0));
    expect(value.inputs[0]).not.toBe(value.inputs[1]);
  });
});

it('drops what no result needs', () => {
  g.exp(x);
  expect(expression(simplified(g.slice(g.concat([x, g.exp(y)], 0), [0, 0], [2, 3])))).toBe('x');
});

it('simplifies a chain of 20,000 operations in a few seconds, without overflow', () => {
  let value: Value = x;
  for (let i = 0; i < 10_000; i++) value = g.mul(g.tanh(value), 1.5);
  const start = performance.now();
  expect(simplified(value).op.kind).toBe('mul');
  expect(performance.now() - start).toBeLessThan(15_000);
});

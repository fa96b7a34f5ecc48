/** What `grad` promises beyond each primitive's rule: zeros, refusals, ties, depth. */
import * as g from '@kantor/graph';
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';

const x = g.input('x', [2, 3]);
const feed = (name: string, shape: number[], data: number[]) => new Map([[name, { shape, data }]]);

/** Gradient of sum(value) in its one input at `data`. */
function slope(build: (v: g.Value) => g.Value, data: number[]): number[] {
  const v = g.input('v', [data.length]);
  const [gradient] = g.grad(g.sum(build(v)), [v]);
  return [...interpret([gradient], feed('v', [data.length], data))[0].data];
}

describe('grad', () => {
  it('of what the loss does not depend on is zero, of the right shape', () => {
    const [gradient] = g.grad(g.sum(x), [g.input('other', [4, 1])]);
    expect(gradient.shape).toEqual([4, 1]);
    expect([...interpret([gradient], new Map())[0].data]).toEqual([0, 0, 0, 0]);
  });

  it('needs a known batch size, and says so', () => {
    const batch = g.input('batch', ['N', 2]);
    expect(() => g.grad(g.sum(g.tanh(batch)), [batch])).toThrowError(/gradient .* needs a known batch size/);
    expect(() => g.grad(g.sum(x), [batch])).toThrowError(/gradient .* needs a known batch size/);
  });

  it('of the loss in itself is one', () => {
    const loss = g.sum(x);
    expect(interpret(g.grad(loss, [loss]), new Map())[0].data[0]).toBe(1);
  });

  it('of an intermediate value counts all paths from it', () => {
    const middle = g.mul(x, 2);
    const loss = g.sum(g.add(g.square(middle), g.mul(middle, 3)));
    const [gradient] = g.grad(loss, [middle]);
    expect([...interpret([gradient], feed('x', [2, 3], [0, 1, 2, 3, 4, 5]))[0].data]).toEqual([
      3, 7, 11, 15, 19, 23,
    ]);
  });

  it('refuses a loss that is not a float32 scalar, and says so', () => {
    expect(() => g.grad(x, [x])).toThrowError(/expected a float32 scalar, got float32 \[2, 3\]/);
    expect(() => g.grad(g.greater(1, 2), [x])).toThrowError(KantorError);
  });

  it('refuses an opaque operator by its name, if it lies on the way', () => {
    const opaque = g.onnx('Mish', [x], { shape: [2, 3] });
    expect(() => g.grad(g.sum(opaque), [x])).toThrowError(/'Mish' has no gradient/);
    expect(g.grad(g.sum(g.mul(opaque, x)), [g.constant(1)])).toHaveLength(1); // not on the way to a constant
  });

  it('passes through a graph of 50,000 values without overflow, in seconds', () => {
    let value: g.Value = x;
    for (let i = 0; i < 50_000; i++) value = g.tanh(value);
    const start = performance.now();
    const [gradient] = g.grad(g.sum(value), [x]);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(g.topological([gradient]).length).toBeGreaterThan(100_000);
  });

  it('of the same graph is the same graph', () => {
    const shape = () =>
      g.topological(g.grad(g.sum(g.tanh(g.matmul(x, x, { transposeB: true }))), [x])).map((v) => v.op);
    expect(shape()).toEqual(shape());
  });
});

describe('where a derivative jumps', () => {
  const tied = (build: (v: g.Value) => g.Value) => slope(build, [-1, 0, 1]);

  it.each([
    ['abs: 0 at 0', g.abs, [-1, 0, 1]],
    ['sign: 0 everywhere', g.sign, [0, 0, 0]],
    ['relu: 0 at 0', g.relu, [0, 0, 1]],
    ['leakyRelu: alpha at 0', (v: g.Value) => g.leakyRelu(v, 0.25), [0.25, 0.25, 1]],
    ['leakyRelu: the same where alpha is negative', (v: g.Value) => g.leakyRelu(v, -0.25), [-0.25, -0.25, 1]],
    ['clip: 1 on the limits', (v: g.Value) => g.clip(v, -1, 0), [1, 1, 0]],
    ['clip: 0 outside', (v: g.Value) => g.clip(v, -0.5, 0.5), [0, 1, 0]],
    ['greater: 0 everywhere', (v: g.Value) => g.cast(g.greater(v, 0), 'float32'), [0, 0, 0]],
    ['maximum: half where equal', (v: g.Value) => g.maximum(v, 0), [0, 0.5, 1]],
    ['minimum: half where equal', (v: g.Value) => g.minimum(0, v), [1, 0.5, 0]],
  ])('%s', (_, build, expected) => {
    expect(tied(build)).toEqual(expected);
  });

  it('maximum shares between its operands', () => {
    const [a, b] = [g.input('a', []), g.input('b', [])];
    const feeds = new Map([...feed('a', [], [2]), ...feed('b', [], [2])]);
    expect(interpret(g.grad(g.maximum(a, b), [a, b]), feeds).map(({ data }) => data[0])).toEqual([0.5, 0.5]);
  });

  it('max shares equally among the largest', () => {
    expect(slope((v) => g.max(v), [3, 1, 3, 3])).toEqual([1 / 3, 0, 1 / 3, 1 / 3]);
  });

  it('cast to a whole number passes nothing, between floats everything', () => {
    expect(tied((v) => g.cast(g.cast(v, 'int32'), 'float32'))).toEqual([0, 0, 0]);
    expect(tied((v) => g.cast(g.cast(v, 'float16'), 'float32'))).toEqual([1, 1, 1]);
  });
});

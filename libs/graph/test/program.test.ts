/** Programs: what `defineProgram` refuses, the order of results, and what is counted. */
import * as g from '@kantor/graph';
import type { Program } from '@kantor/graph';
import { KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { criticStep } from './critic-step.js';

const x = g.input('x', [2]);
const w = g.input('w', [2]);
const good: Program = {
  name: 'step',
  feeds: [x],
  state: [{ name: 'w', current: w, next: g.sub(w, x) }],
  outputs: { loss: g.sum(g.mul(w, x)) },
};

describe('defineProgram', () => {
  it('returns a program that is sound', () => {
    expect(g.defineProgram(good)).toBe(good);
  });

  it.each<[string, Partial<Program>, RegExp]>([
    ['an input that is not declared', { feeds: [] }, /'x' is neither a feed nor a state/],
    ['two inputs of one name', { feeds: [x, g.input('x', [1])] }, /'x' is used twice/],
    ['a feed that is a state too', { feeds: [x, w] }, /'w' is used twice/],
    ['a state under another name', { state: [{ name: 'v', current: w }] }, /state 'v' reads the input 'w'/],
    [
      'a state that changes its shape',
      { state: [{ name: 'w', current: w, next: g.sum(w) }] },
      /from float32 \[2\] to float32 \[\]/,
    ],
    [
      'a state that changes its dtype',
      { state: [{ name: 'w', current: w, next: g.greater(w, 0) }] },
      /to bool \[2\]/,
    ],
    [
      'a state of unknown size',
      { state: [{ name: 'w', current: g.input('w', ['N']) }] },
      /no fixed shape: \[N\]/,
    ],
    ['an output with the name of a state', { outputs: { w: g.sum(x) } }, /both a state and an output/],
  ])('refuses %s', (_, change, message) => {
    const define = () => g.defineProgram({ ...good, ...change });
    expect(define).toThrowError(message);
    expect(define).toThrowError(KantorError);
  });
});

it('lists outputs first, then next states', () => {
  expect(g.programResults(good).map(([name]) => name)).toEqual(['loss', 'w']);
});

describe('summaries', () => {
  it('count operations by kind, without inputs and constants', () => {
    const program = { ...good, outputs: { loss: g.mul(g.sum(g.mul(w, x)), 2) } };
    expect(g.summarize(program)).toEqual({
      operations: 4,
      byKind: { mul: 2, sub: 1, sum: 1 },
      floatOperations: 0,
    });
  });

  it('count two operations for each multiply-add of products and convolutions', () => {
    const window = { strides: [2, 2], pads: [1, 1, 1, 1] } as const;
    const a = g.input('a', [5, 3]);
    const b = g.input('b', [5, 7]);
    const image = g.input('image', [8, 3, 6, 6]);
    const filters = g.input('filters', [4, 3, 4, 4]);
    const dy = g.input('dy', [8, 4, 3, 3]);
    const products = 8 * 4 * 3 * 3 * 3 * 4 * 4; // each of three ways to sum them
    const count = (value: g.Value) =>
      g.floatOperations({ name: 'p', feeds: [], state: [], outputs: { value } });
    expect(count(g.matmul(a, b, { transposeA: true }))).toBe(2 * 3 * 5 * 7);
    expect(count(g.conv(image, filters, window))).toBe(2 * products);
    expect(count(g.convInputGrad(dy, filters, { ...window, inputSize: [6, 6] }))).toBe(2 * products);
    expect(count(g.convFilterGrad(image, dy, { ...window, kernel: [4, 4] }))).toBe(2 * products);
  });

  it('cannot count for a batch of unknown size, and say so', () => {
    const value = g.matmul(g.input('z', ['N', 3]), g.input('m', [3, 2]));
    expect(() => g.floatOperations({ name: 'p', feeds: [], state: [], outputs: { value } })).toThrowError(
      /known batch size/,
    );
  });

  it('do not change where nothing linear does', () => {
    const program = criticStep();
    expect(g.floatOperations(g.simplify(program))).toBe(g.floatOperations(program));
  });
});

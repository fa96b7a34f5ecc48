import { describe, expect, it } from 'vitest';
import { nearest } from '../src/nearest.js';

const known = ['kind', 'filters', 'kernel', 'stride', 'padding', 'learningRate'];

describe('nearest', () => {
  it.each([
    ['kernell', 'kernel'],
    ['Kernel', 'kernel'],
    ['learning_rate', 'learningRate'],
    ['leraningrate', 'learningRate'],
    ['strides', 'stride'],
    ['filter', 'filters'],
  ])('%s is meant to be %s', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it.each(['activation', 'x', 'zz', '', '__'])("nothing is near '%s'", (word) => {
    expect(nearest(word, known)).toBeUndefined();
  });

  it('has no opinion without known words', () => {
    expect(nearest('kernel', [])).toBeUndefined();
  });
});

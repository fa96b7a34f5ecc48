/** Mean and variance beyond their golden values: options, and an unknown batch. */
import { input, mean, variance } from '@kantor/graph';
import { expect, it } from 'vitest';
import { interpret } from './interpret.js';

const x = input('x', [2, 3]);
const feeds = new Map([['x', { shape: [2, 3], data: [1, 2, 3, 4, 5, 12] }]]);
const numbers = (value: Parameters<typeof mean>[0]) => [...interpret([value], feeds)[0].data];

it('reduce all axes by default, or those given', () => {
  expect(numbers(mean(x))).toEqual([4.5]);
  expect(numbers(mean(x, { axes: [-1] }))).toEqual([2, 7]);
  expect(mean(x, { axes: [-1], keepDims: true }).shape).toEqual([2, 1]);
  expect(numbers(variance(x, { axes: [1] }))[0]).toBeCloseTo(2 / 3, 12);
  expect(variance(x, { axes: [0] }).shape).toEqual([3]);
  expect(variance(x).shape).toEqual([]);
});

it('leave a batch of unknown size alone, and refuse to average over it', () => {
  const batch = input('batch', ['N', 3]);
  expect(mean(batch, { axes: [1] }).shape).toEqual(['N']);
  expect(() => mean(batch)).toThrowError(/mean needs a known batch size/);
});

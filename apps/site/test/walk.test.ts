import { stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { createWalk } from '../src/sample/walk.js';

const latent = (purpose: string) => stream(1, purpose).normal(new Float32Array(64));
const [a, b, c] = ['a', 'b', 'c'].map(latent);
const dot = (x: Float32Array, y: Float32Array) => x.reduce((total, value, i) => total + value * y[i], 0);
const length = (x: Float32Array) => Math.sqrt(dot(x, x));

describe('a walk', () => {
  const walk = createWalk(a, b, c, false);

  it('starts in the middle, to the bit', () => {
    expect(walk.at(0, 0)).toEqual(a);
  });

  it('stays as far from zero as it began', () => {
    const places = [
      [0.3, 0],
      [0, -1],
      [0.7, 0.7],
      [-1, 1],
    ];
    for (const [x, y] of places) expect(length(walk.at(x, y))).toBeCloseTo(length(a), 3);
  });

  it('has turned by a quarter at the edge, towards B to the right and away from it to the left', () => {
    expect(dot(walk.at(1, 0), a)).toBeCloseTo(0, 3);
    expect(dot(walk.at(1, 0), b)).toBeGreaterThan(0.9 * length(a) * length(b) * Math.sqrt(1 - cosine() ** 2));
    expect(dot(walk.at(-1, 0), b)).toBeLessThan(0);
    expect(dot(walk.at(0, 1), c)).toBeGreaterThan(0);
    expect(dot(walk.at(0, 1), walk.at(1, 0))).toBeCloseTo(0, 3);
  });

  it('is continuous', () => {
    const [near, far] = [walk.at(0.5, 0.2), walk.at(0.501, 0.2)];
    expect(length(near.map((value, i) => value - far[i]))).toBeLessThan(0.01 * length(a));
  });

  it('does not leave the range of uniform latents', () => {
    const uniform = (purpose: string) => latent(purpose).map((value) => Math.tanh(value));
    const bounded = createWalk(uniform('a'), uniform('b'), uniform('c'), true);
    expect(bounded.at(0.6, 0.6).every((value) => Math.abs(value) <= 1)).toBe(true);
  });
});

function cosine(): number {
  return dot(a, b) / (length(a) * length(b));
}

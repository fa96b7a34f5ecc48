import { stream, floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { latentsAt, start, towards } from '../src/web/element/walk.js';

const size = 20_000;
const normal = [1, 2, 3].map((seed) =>
  floats([1, size], stream(seed, 'test/walk').normal(new Float32Array(size))),
) as unknown as Parameters<typeof latentsAt>[2];
const uniform = [1, 2, 3].map((seed) =>
  floats(
    [1, size],
    stream(seed, 'test/walk')
      .uniform(new Float32Array(size))
      .map((v) => 2 * v - 1),
  ),
) as unknown as Parameters<typeof latentsAt>[2];

/** The mean of a power of all numbers. */
const moment = (data: Float32Array, power: number) => data.reduce((sum, v) => sum + v ** power, 0) / size;

describe('a walk', () => {
  it('begins where the seed is', () => {
    expect(latentsAt(start, 'normal', normal)).toEqual(normal[0].data);
    const [begin] = uniform;
    latentsAt(start, 'uniform', uniform).forEach((v, i) => expect(v).toBeCloseTo(begin.data[i], 6));
  });

  it('is at the second latents after a quarter of a turn', () => {
    const right = latentsAt({ x: 12, y: 0 }, 'normal', normal);
    right.forEach((v, i) => expect(v).toBeCloseTo(normal[1].data[i], 6));
    const up = latentsAt({ x: 5, y: 12 }, 'normal', normal);
    up.forEach((v, i) => expect(v).toBeCloseTo(normal[2].data[i], 6));
  });

  it.each([
    { x: 3, y: 0 },
    { x: -7, y: 5 },
    { x: 100, y: -31 },
  ])('stays among likely latents at %j', (position) => {
    // Normal numbers have the moments 1 and 3, uniform ones 1/3 and 1/5.
    const turned = latentsAt(position, 'normal', normal);
    expect(moment(turned, 2)).toBeCloseTo(1, 1);
    expect(moment(turned, 4)).toBeCloseTo(3, 0);
    const reflected = latentsAt(position, 'uniform', uniform);
    expect(moment(reflected, 2)).toBeCloseTo(1 / 3, 1);
    expect(moment(reflected, 4)).toBeCloseTo(1 / 5, 1);
    expect(reflected.every((v) => v >= -1 && v <= 1)).toBe(true);
  });

  it('comes closer in quarters of a step, and then is there', () => {
    const goal = { x: 1, y: -0.3 };
    let at = start;
    for (let i = 0; i < 4; i++) at = towards(at, goal);
    expect(at).toEqual(goal);
    expect(towards(start, goal)).toEqual({ x: 0.25, y: -0.25 });
  });
});

/** The way between two latents. */
import { stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { between, partOfTurn, type Interpolation } from '../src/between.js';

const size = 64;
const [a, b] = [1, 2].map((seed) => stream(seed, 'way').normal(new Float32Array(size)));
const row = (data: Float32Array, i: number) => data.subarray(i * size, (i + 1) * size);
const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));

describe('a part of a turn', () => {
  const angles = [1e-3, 0.1, 1, Math.PI / 2, 2, 3];

  it.each(angles)('of %f rad is that of the sine and cosine', (angle) => {
    const turn = { cos: Math.cos(angle), sin: Math.sin(angle) };
    for (const t of [0, 2 ** -40, 0.1, 1 / 3, 0.5, 0.999, 1]) {
      const { cos, sin } = partOfTurn(turn, t);
      expect(cos).toBeCloseTo(Math.cos(t * angle), 12);
      expect(sin).toBeCloseTo(Math.sin(t * angle), 12);
    }
  });
});

describe.each<Interpolation>(['slerp', 'lerp'])('%s', (mode) => {
  it('begins and ends at the latents themselves, to the bit', () => {
    for (const steps of [2, 3, 7, 100]) {
      const { shape, data } = between(a, b, steps, mode);
      expect(shape).toEqual([steps, size]);
      expect(row(data, 0)).toEqual(a);
      expect(row(data, steps - 1)).toEqual(b);
    }
  });

  it('is the same way back', () => {
    const there = between(a, b, 9, mode).data;
    const back = between(b, a, 9, mode).data;
    for (let i = 0; i < 9; i++) {
      row(there, i).forEach((value, k) => expect(row(back, 8 - i)[k]).toBeCloseTo(value, 6));
    }
  });

  it('between equal and between opposite latents is the straight line', () => {
    const opposite = a.map((value) => -value);
    expect(row(between(a, a, 5, mode).data, 2)).toEqual(a);
    expect(norm(row(between(a, opposite, 5, mode).data, 2))).toBe(0);
    expect(row(between(a, opposite, 5, mode).data, 1)).toEqual(a.map((value) => value / 2));
  });
});

it('slerp is the formula with sines (White 2016, after Shoemake)', () => {
  const cos = a.reduce((total, value, i) => total + value * b[i], 0) / (norm(a) * norm(b));
  const angle = Math.acos(cos);
  const { data } = between(a, b, 11, 'slerp');
  for (let step = 0; step <= 10; step++) {
    const t = step / 10;
    const [ofA, ofB] = [1 - t, t].map((part) => Math.sin(part * angle) / Math.sin(angle));
    row(data, step).forEach((value, i) => expect(value).toBeCloseTo(ofA * a[i] + ofB * b[i], 6));
  }
});

it('slerp keeps the length of equally long latents, and lerp shortens them', () => {
  const far = b.map((value) => (value * norm(a)) / norm(b));
  expect(norm(row(between(a, far, 3, 'slerp').data, 1))).toBeCloseTo(norm(a), 5);
  expect(norm(row(between(a, far, 3, 'lerp').data, 1))).toBeLessThan(0.8 * norm(a));
});

it('another word is refused', () => {
  expect(() => between(a, b, 3, 'cubic' as never)).toThrow(
    expect.objectContaining({ code: 'sampler/interpolation', message: expect.stringContaining("'cubic'") }),
  );
});

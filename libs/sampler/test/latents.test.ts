/** Latents of a seed: each row for itself, the same bits everywhere. */
import { floats, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { givenRows, requireLatents, seededRows } from '../src/latents.js';
import type { LatentInfo } from '../src/model-info.js';

const normal: LatentInfo = { size: 5, distribution: 'normal' };
const uniform: LatentInfo = { size: 5, distribution: 'uniform' };

/** Rows drawn a few at a time, one after the other. */
function inPieces(latent: LatentInfo, pieces: readonly number[], truncation?: number): number[] {
  const rows = seededRows(latent, 7, truncation);
  return pieces.flatMap((count) => [...rows.next(count)]);
}

describe('the latents of a seed', () => {
  it('are the stream of (seed, "latent", 0), row by row', () => {
    const drawn = stream(7, 'latent').normal(new Float32Array(20));
    expect(seededRows(normal, 7).next(4)).toEqual(drawn);
  });

  it('are uniform on [-1, 1) where the model wants that', () => {
    const drawn = stream(7, 'latent').uniform(new Float32Array(5000));
    const latents = seededRows(uniform, 7).next(1000);
    expect(latents).toEqual(drawn.map((value) => 2 * value - 1));
    expect(Math.min(...latents)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...latents)).toBeLessThan(1);
  });

  it.each([[[9]], [[1, 8]], [[4, 4, 1]], [[1, 1, 1, 1, 1, 1, 1, 1, 1]]])(
    'do not depend on the pieces %j',
    (pieces) => {
      for (const latent of [normal, uniform]) {
        expect(inPieces(latent, pieces)).toEqual([...seededRows(latent, 7).next(9)]);
        expect(inPieces(latent, pieces, 0.3)).toEqual([...seededRows(latent, 7, 0.3).next(9)]);
      }
    },
  );

  it('have the same bits on every machine', () => {
    const latents = seededRows({ size: 4, distribution: 'normal' }, 2 ** 53 - 1).next(1);
    const bits = [...new Uint32Array(latents.buffer)].map((word) => word.toString(16));
    expect(bits).toEqual(['bf9ba38b', 'bfa992ce', 'bf199fbe', '3f436b6c']); // as Node 20 on x64 had them
  });

  it('of a seed that is none are refused', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53, '7' as never]) {
      expect(() => seededRows(normal, seed)).toThrow(expect.objectContaining({ code: 'tensor/seed' }));
    }
  });
});

describe('truncation', () => {
  it('of 1 changes nothing, and of less multiplies', () => {
    const whole = seededRows(normal, 3).next(4);
    expect(seededRows(normal, 3, 1).next(4)).toEqual(whole);
    expect(seededRows(normal, 3, 0.25).next(4)).toEqual(whole.map((value) => value / 4));
    expect(givenRows(floats([4, 5], whole), 0.25).next(4)).toEqual(whole.map((value) => value / 4));
  });

  it.each([0, -1, 1.01, Number.NaN, Infinity])('of %s is refused', (truncation) => {
    const refusal = expect.objectContaining({ code: 'sampler/truncation' });
    expect(() => seededRows(normal, 3, truncation)).toThrow(refusal);
  });
});

describe('latents of the caller', () => {
  const values = Float32Array.from({ length: 10 }, (_, i) => i);

  it('may be an array or a tensor, are copied, and come back row by row', () => {
    for (const given of [values, floats([2, 5], values)]) {
      const own = requireLatents(given, 5);
      expect(own).toEqual(floats([2, 5], values));
      expect(own.data.buffer).not.toBe(values.buffer);
      const rows = givenRows(own);
      expect([rows.next(1), rows.next(1)]).toEqual([values.slice(0, 5), values.slice(5)]);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['no rows', new Float32Array(), /latents \[N, 5\].*; got 0 numbers/],
    ['a part of a row', new Float32Array(7), /got 7 numbers/],
    ['rows of another length', floats([5, 2], values), /got shape \[5, 2\]/],
    ['images', floats([2, 5, 1, 1], values), /got shape \[2, 5, 1, 1\]/],
    ['doubles', { dtype: 'float64', shape: [2, 5], data: new Float64Array(10) }, /float32/],
    ['a number that is none', new Float32Array(5).fill(Number.NaN), /finite/],
  ])('%s are refused', (_what, given, message) => {
    expect(() => requireLatents(given as Float32Array, 5)).toThrow(
      expect.objectContaining({ code: 'sampler/latents', message: expect.stringMatching(message) }),
    );
  });
});

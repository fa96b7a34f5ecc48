/** Latents of a seed: each row for itself, the same bits everywhere. */
import { floats, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { drawOrder, writeOrder } from '../src/latent-order.js';
import { drawRows, givenRows, requireLatents, seededRows } from '../src/latents.js';
import type { LatentInfo } from '../src/model-info.js';

const normal: LatentInfo = { size: 5, distribution: 'normal' };
const uniform: LatentInfo = { size: 5, distribution: 'uniform' };

/** Rows drawn a few at a time, one after the other. */
function inPieces(latent: LatentInfo, pieces: readonly number[], truncation?: number): number[] {
  const rows = seededRows(7, truncation);
  let done = 0;
  return pieces.flatMap((count) => [...drawRows(rows.slice((done += count) - count, count), latent)]);
}

/** The first rows of a seed. */
function firstRows(latent: LatentInfo, seed: number, count: number, truncation?: number): Float32Array {
  return drawRows(seededRows(seed, truncation).slice(0, count), latent);
}

describe('the latents of a seed', () => {
  it('are the stream of (seed, "latent", 0), row by row', () => {
    const drawn = stream(7, 'latent').normal(new Float32Array(20));
    expect(firstRows(normal, 7, 4)).toEqual(drawn);
  });

  it('are uniform on [-1, 1) where the model wants that', () => {
    const drawn = stream(7, 'latent').uniform(new Float32Array(5000));
    const latents = firstRows(uniform, 7, 1000);
    expect(latents).toEqual(drawn.map((value) => 2 * value - 1));
    expect(Math.min(...latents)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...latents)).toBeLessThan(1);
  });

  it.each([[[9]], [[1, 8]], [[4, 4, 1]], [[1, 1, 1, 1, 1, 1, 1, 1, 1]]])(
    'do not depend on the pieces %j',
    (pieces) => {
      for (const latent of [normal, uniform]) {
        expect(inPieces(latent, pieces)).toEqual([...firstRows(latent, 7, 9)]);
        expect(inPieces(latent, pieces, 0.3)).toEqual([...firstRows(latent, 7, 9, 0.3)]);
      }
    },
  );

  it('have the same bits on every machine', () => {
    const latents = firstRows({ size: 4, distribution: 'normal' }, 2 ** 53 - 1, 1);
    const bits = [...new Uint32Array(latents.buffer)].map((word) => word.toString(16));
    expect(bits).toEqual(['bf9ba38b', 'bfa992ce', 'bf199fbe', '3f436b6c']); // as Node 20 on x64 had them
  });

  it('of a seed that is none are refused', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53, '7' as never]) {
      expect(() => seededRows(seed)).toThrow(expect.objectContaining({ code: 'tensor/seed' }));
    }
  });
});

describe('truncation', () => {
  it('of 1 changes nothing, and of less multiplies', () => {
    const whole = firstRows(normal, 3, 4);
    expect(firstRows(normal, 3, 4, 1)).toEqual(whole);
    expect(firstRows(normal, 3, 4, 0.25)).toEqual(whole.map((value) => value / 4));
    const given = givenRows(floats([4, 5], whole), 0.25).slice(0, 4);
    expect(drawRows(given, normal)).toEqual(whole.map((value) => value / 4));
  });

  it.each([0, -1, 1.01, Number.NaN, Infinity, '0.5' as never])('of %s is refused', (truncation) => {
    const refusal = expect.objectContaining({ code: 'sampler/truncation' });
    expect(() => seededRows(3, truncation)).toThrow(refusal);
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
      expect([0, 1].map((row) => drawRows(rows.slice(row, 1), normal))).toEqual([
        values.slice(0, 5),
        values.slice(5),
      ]);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['no rows', new Float32Array(), /latents \[N, 5\].*; got 0 numbers/],
    ['a part of a row', new Float32Array(7), /got 7 numbers/],
    ['rows of another length', floats([5, 2], values), /got shape \[5, 2\]/],
    ['images', floats([2, 5, 1, 1], values), /got shape \[2, 5, 1, 1\]/],
    ['an array of doubles', new Float64Array(10), /float32 tensor, row by row; got Float64Array\(10\)\./],
    ['a plain array', [0, 0, 0, 0, 0], /got \[0, 0, 0, 0, 0\]\./],
    ['a nested array', [new Array(5)], /got \[Array\(5\)\]\./],
    ['a text', '0.5', /got '0\.5'\./],
    ['a number', 5, /got 5\./],
    ['nothing', null, /got null\./],
    ['a tensor without a shape', { data: values }, /got shape undefined of Float32Array\(10\)\./],
    [
      'doubles',
      { dtype: 'float64', shape: [2, 5], data: new Float64Array(10) },
      /got shape \[2, 5\] of Float64Array/,
    ],
    ['a number that is none', new Float32Array(5).fill(Number.NaN), /finite/],
  ])('%s are refused', (_what, given, message) => {
    expect(() => requireLatents(given as Float32Array, 5)).toThrow(
      expect.objectContaining({ code: 'sampler/latents', message: expect.stringMatching(message) }),
    );
  });
});

describe('an order of latents', () => {
  const given = givenRows(
    floats(
      [3, 5],
      Float32Array.from({ length: 15 }, (_, i) => i),
    ),
    0.5,
  );
  const sources = [
    seededRows(2 ** 53 - 1).slice(3, 2),
    given.slice(1, 2),
    seededRows(0, 0.7, 1000).slice(7, 1),
    given.slice(0, 1),
  ];

  it.each([normal, uniform])(
    'comes to the rows of its sources, after the way of a message too: $distribution',
    (latent) => {
      const rows = sources.flatMap((source) => [...drawRows(source, latent)]);
      const sent = structuredClone(writeOrder(sources));
      expect([...drawOrder(sent, latent, new Float32Array(7 * 5))]).toEqual([...rows, 0, 0, 0, 0, 0]);
    },
  );
});

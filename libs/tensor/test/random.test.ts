/** Random streams: pure functions of seed, purpose and step, with the distributions they promise. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rngAlgorithm, stream, type RandomStream } from '@kantor/tensor';
import golden from './golden/random-stream.json' with { type: 'json' };

const fills: [name: string, (s: RandomStream, n: number) => number[]][] = [
  ['uint32', (s, n) => Array.from(s.uint32(new Uint32Array(n)))],
  ['uniform', (s, n) => Array.from(s.uniform(new Float32Array(n)))],
  ['normal', (s, n) => Array.from(s.normal(new Float32Array(n)))],
  ['integers', (s, n) => Array.from(s.integers(new Uint32Array(n), 3_000_000_000))],
];

describe.each(fills)('stream().%s', (_, fill) => {
  it('gives element i whatever the length of the array', () => {
    const long = fill(stream(3, 'a', 5), 41);
    for (const n of [0, 1, 2, 3, 4, 5, 7, 40]) expect(fill(stream(3, 'a', 5), n)).toEqual(long.slice(0, n));
  });

  it('goes on where the last call ended', () => {
    const whole = fill(stream(3, 'a', 5), 41);
    const parts = stream(3, 'a', 5);
    expect([1, 2, 3, 5, 0, 8, 1, 21].flatMap((n) => fill(parts, n))).toEqual(whole);
  });

  it('differs between seeds, purposes and steps, in their low and high halves', () => {
    const streams = [
      stream(0, 'a', 0),
      stream(1, 'a', 0),
      stream(2 ** 32, 'a', 0),
      stream(0, 'b', 0),
      stream(0, 'a', 1),
      stream(0, 'a', 2 ** 32),
    ];
    const all = streams.flatMap((s) => fill(s, 8));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('stream', () => {
  // tools/reference/random_stream.py
  it.each(golden.streams)(
    'gives golden values for seed $seed, purpose "$purpose", step $step',
    (expected) => {
      const { seed, purpose, step } = expected;
      expect(Array.from(stream(seed, purpose, step).uint32(new Uint32Array(6)))).toEqual(expected.uint32);
      expect(Array.from(stream(seed, purpose, step).normal(new Float32Array(6)))).toEqual(expected.normal);
      const uniform = expected.uint32.map((word) => Math.floor(word / 256) / 2 ** 24);
      expect(Array.from(stream(seed, purpose, step).uniform(new Float32Array(6)))).toEqual(uniform);
    },
  );

  it('comes to the same after skipped words as after read ones', () => {
    const words = (random: RandomStream, n: number): number[] => [...random.uint32(new Uint32Array(n))];
    const all = words(stream(7, 'latent'), 40);
    for (const skipped of [0, 1, 3, 4, 5, 17, 32]) {
      for (const read of [0, 2, 4]) {
        const random = stream(7, 'latent');
        const before = words(random, read);
        random.skip(skipped);
        expect([...before, ...words(random, 3)]).toEqual([
          ...all.slice(0, read),
          ...all.slice(read + skipped, read + skipped + 3),
        ]);
      }
    }
  });

  it('gives the bits of 100,000 golden normals', () => {
    const bits = new Uint8Array(stream(7, 'latent').normal(new Float32Array(100_000)).buffer);
    const expected =
      golden["sha256 of the first 100000 normals of stream(7, 'latent'), little-endian float32"];
    expect(createHash('sha256').update(bits).digest('hex')).toBe(expected);
    expect(rngAlgorithm).toBe('philox4x32-10/as241');
  });

  it('fills a part of a larger buffer only', () => {
    const whole = new Float32Array(10).fill(5);
    stream(1, 'part').normal(whole.subarray(3, 7));
    expect([...whole.slice(0, 3), ...whole.slice(7)]).toEqual(new Array(6).fill(5));
    expect(whole.slice(3, 7)).toEqual(stream(1, 'part').normal(new Float32Array(4)));
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses %d as seed and as step', (bad) => {
    expect(() => stream(bad, 'a')).toThrow(expect.objectContaining({ code: 'tensor/seed' }));
    expect(() => stream(0, 'a', bad)).toThrow(/step of a random stream is .*whole number from 0 to/);
  });

  it.each([
    ['7', "'7'"],
    [7n, '7n'],
    [Symbol('seven'), 'Symbol(seven)'],
  ])('says what came where a seed is no number: %s', (bad, shown) => {
    expect(() => stream(bad as never, 'a')).toThrow(
      `The seed of a random stream is ${shown}; give a whole number`,
    );
  });
});

describe('distributions', () => {
  const n = 200_000;
  const mean = (values: ArrayLike<number>, power: number): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] ** power;
    return sum / values.length;
  };

  // Bounds are about four standard errors of the mean of n draws.
  it('uniform is in [0, 1) with the moments 1/2, 1/3, 1/4', () => {
    const values = stream(11, 'uniform moments').uniform(new Float32Array(n));
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    [1 / 2, 1 / 3, 1 / 4].forEach((moment, i) =>
      expect(Math.abs(mean(values, i + 1) - moment)).toBeLessThan(0.003),
    );
  });

  it('normal has the moments 0, 1, 0, 3', () => {
    const values = stream(11, 'normal moments').normal(new Float32Array(n));
    const errors = [0, 1, 0, 3].map((moment, i) => Math.abs(mean(values, i + 1) - moment));
    [0.009, 0.0127, 0.035, 0.088].forEach((bound, i) => expect(errors[i]).toBeLessThan(bound));
  });

  it('normal passes the test of Kolmogorov and Smirnov', () => {
    const values = stream(11, 'normal shape').normal(new Float32Array(n)).sort();
    let distance = 0;
    values.forEach((x, i) => {
      const p = normalDistribution(x);
      distance = Math.max(distance, Math.abs(p - i / n), Math.abs(p - (i + 1) / n));
    });
    expect(distance * Math.sqrt(n)).toBeLessThan(1.95); // one in a thousand is larger
  });

  it('neighbouring words, steps and seeds are uncorrelated', () => {
    const draw = (seed: number, step: number): Float32Array =>
      stream(seed, 'correlation', step).normal(new Float32Array(50_000));
    const base = draw(1, 1);
    const correlation = (a: Float32Array, b: Float32Array): number =>
      mean(
        b.map((y, i) => a[i] * y),
        1,
      );
    for (const other of [draw(2, 1), draw(1, 2), base.subarray(1), base.subarray(4)]) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(4 / Math.sqrt(50_000));
    }
  });

  it('integers fill 0 … bound − 1 evenly', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of stream(5, 'dice').integers(new Uint32Array(70_000), 7)) counts[value]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5); // 6 degrees of freedom: one in a thousand is larger
    expect(chiSquare).toBeGreaterThan(0.38); // and one in a thousand smaller
  });

  it('integers are even for a bound that divides 2^32 badly', () => {
    // Without passing words over, numbers below 2^30 would come twice as often: half of all instead of a third.
    const bound = 3 * 2 ** 30;
    const values = stream(5, 'rejection').integers(new Uint32Array(30_000), bound);
    const low = values.filter((value) => value < 2 ** 30).length;
    expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(0.012);
  });

  it.each([0, 1.5, -3, NaN, 2 ** 32 + 1])('integers refuse the bound %d', (bound) => {
    expect(() => stream(0, 'a').integers(new Uint32Array(1), bound)).toThrow(
      expect.objectContaining({ code: 'tensor/bound' }),
    );
  });
});

describe('permutation', () => {
  it('holds each number once', () => {
    for (const n of [0, 1, 2, 5, 1000]) {
      expect([...stream(1, 'order').permutation(n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
    }
  });

  it('draws every order of four equally often', () => {
    const counts = new Map<string, number>();
    const source = stream(2, 'orders');
    for (let i = 0; i < 24_000; i++) {
      const order = source.permutation(4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(49.7); // 23 degrees of freedom: one in a thousand is larger
  });

  it('changes from call to call and from step to step', () => {
    const source = stream(2, 'epochs');
    const first = source.permutation(50);
    expect(source.permutation(50)).not.toEqual(first);
    expect(stream(2, 'epochs', 1).permutation(50)).not.toEqual(first);
    expect(stream(2, 'epochs').permutation(50)).toEqual(first);
  });

  it.each([-1, 2.5, NaN, 2 ** 32])('refuses the length %d', (n) => {
    expect(() => stream(0, 'a').permutation(n)).toThrow(expect.objectContaining({ code: 'tensor/bound' }));
  });
});

/** The normal distribution function to 1e-7 (Abramowitz and Stegun 7.1.26). */
function normalDistribution(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x / Math.SQRT2));
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * series * Math.exp((-x * x) / 2);
  return x < 0 ? upper : 1 - upper;
}

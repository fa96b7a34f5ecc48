import { describe, expect, it } from 'vitest';
import { eightGaussians, swissRoll, twentyFiveGaussians, type BatchSource } from '../src/index.js';
import { cosSinOfTurns } from '../src/turns.js';

type Point = [x: number, y: number];

function pointsOf(source: BatchSource, size: number, index = 0): Point[] {
  const { shape, data } = source.batch(index, size);
  expect(shape).toEqual([size, 2]);
  return Array.from({ length: size }, (_, j): Point => [data[2 * j], data[2 * j + 1]]);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const toys = { eightGaussians, twentyFiveGaussians, swissRoll };

describe.each(Object.entries(toys))('%s', (_, toy) => {
  it('gives batches that are functions of seed and number alone', () => {
    const source = toy(4);
    source.batch(1, 16);
    expect(source.batch(3, 16)).toEqual(toy(4).batch(3, 16));
    expect(source.batch(3, 16)).not.toEqual(source.batch(4, 16));
    expect(source.batch(3, 16)).not.toEqual(toy(5).batch(3, 16));
    expect(source.sampleShape).toEqual([2]);
  });

  it('begins a large batch with the points of a small one', () => {
    expect(pointsOf(toy(4), 100).slice(0, 7)).toEqual(pointsOf(toy(4), 7));
  });
});

describe.each([
  {
    name: 'eightGaussians',
    toy: eightGaussians,
    deviation: 0.02 / 1.414,
    centers: Array.from({ length: 8 }, (_, k): Point => {
      const angle = (k * Math.PI) / 4;
      return [(2 * Math.cos(angle)) / 1.414, (2 * Math.sin(angle)) / 1.414];
    }),
  },
  {
    name: 'twentyFiveGaussians',
    toy: twentyFiveGaussians,
    deviation: 0.05 / 2.828,
    centers: Array.from({ length: 25 }, (_, k): Point => {
      return [(2 * (k % 5) - 4) / 2.828, (2 * Math.floor(k / 5) - 4) / 2.828];
    }),
  },
])('$name', ({ toy, deviation, centers }) => {
  const size = 20_000;
  const points = pointsOf(toy(0), size);
  const nearest = points.map(([x, y]) => {
    const distances = centers.map(([cx, cy]) => Math.hypot(x - cx, y - cy));
    return distances.indexOf(Math.min(...distances));
  });

  it('puts as many points near each mode', () => {
    const expected = size / centers.length;
    for (let k = 0; k < centers.length; k++) {
      const count = nearest.filter((mode) => mode === k).length;
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('spreads them around the mode with the deviation of the authors', () => {
    for (const axis of [0, 1] as const) {
      const off = points.map((point, j) => (point[axis] - centers[nearest[j]][axis]) / deviation);
      expect(Math.abs(mean(off))).toBeLessThan(5 / Math.sqrt(size));
      expect(Math.abs(mean(off.map((value) => value ** 2)) - 1)).toBeLessThan(5 * Math.sqrt(2 / size));
      expect(Math.max(...off.map(Math.abs))).toBeLessThan(6.4); // the normals end at 6.34
    }
  });
});

describe('swissRoll', () => {
  const size = 20_000;
  const points = pointsOf(swissRoll(0), size).map(([x, y]): Point => [7.5 * x, 7.5 * y]);

  it('has the moments of t cos t and t sin t for t uniform on 1.5π to 4.5π', () => {
    // ∫ t cos t dt = t sin t + cos t and ∫ t sin t dt = sin t − t cos t, over an interval of 3π.
    const near = (value: number, expected: number) => expect(Math.abs(value - expected)).toBeLessThan(0.3);
    near(mean(points.map(([x]) => x)), 2);
    near(mean(points.map(([, y]) => y)), 2 / (3 * Math.PI));
    // E t² = (4.5³ − 1.5³) π³ / 9π = 9.75 π², and the noise adds its variance on both axes. σ of the mean: 0.37.
    const square = mean(points.map(([x, y]) => x * x + y * y));
    expect(Math.abs(square - (9.75 * Math.PI ** 2 + 2 * 0.0625))).toBeLessThan(2);
  });

  it('stays near the spiral, by no more than the noise', () => {
    const offsets = points.map(([x, y]) => {
      // The turn of the spiral whose radius is nearest: its radius at the point's own angle, plus whole turns.
      const radius = Math.hypot(x, y);
      const angle = Math.atan2(y, x);
      const turns = Math.round((radius - angle) / (2 * Math.PI));
      return radius - (angle + 2 * Math.PI * turns);
    });
    const deviation = Math.sqrt(mean(offsets.map((offset) => offset ** 2)));
    expect(deviation).toBeGreaterThan(0.24);
    expect(deviation).toBeLessThan(0.27); // slightly above .25: the offset is measured along the radius
    expect(Math.abs(mean(offsets))).toBeLessThan(0.02);
  });

  it('fills the spiral evenly in t', () => {
    const radii = points.map(([x, y]) => Math.hypot(x, y)).sort((a, b) => a - b);
    for (const part of [0.25, 0.5, 0.75]) {
      const expected = Math.PI * (1.5 + 3 * part);
      expect(Math.abs(radii[part * size] - expected)).toBeLessThan(0.2);
    }
  });
});

describe('cosSinOfTurns', () => {
  it('is exact at the quarters', () => {
    expect([0, 0.25, 0.5, 0.75, 1, -0.25].map((v) => cosSinOfTurns(v).map((c) => c + 0))).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
      [1, 0],
      [0, -1],
    ]);
  });

  it('agrees with Math.cos and Math.sin to the last digits', () => {
    for (let i = -3000; i <= 3000; i++) {
      const v = i / 1024;
      const [cos, sin] = cosSinOfTurns(v);
      // The angle itself, a rounded product with π, is off by up to 2e-15 at three turns.
      expect(Math.abs(cos - Math.cos(2 * Math.PI * v))).toBeLessThan(3e-15);
      expect(Math.abs(sin - Math.sin(2 * Math.PI * v))).toBeLessThan(3e-15);
      expect(Math.abs(cos * cos + sin * sin - 1)).toBeLessThan(5e-16);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { gridNodes, levelSets, type GridFunction } from '@kantor/image';

/** A function over [-2, 2] x [-2, 2], at the nodes that are told. */
function grid(f: (x: number, y: number) => number, size = 41): GridFunction {
  const place = { columns: size, rows: size, extent: [-2, 2, -2, 2] } as const;
  const { data } = gridNodes(place);
  const values = Float32Array.from({ length: size * size }, (_, i) => f(data[2 * i], data[2 * i + 1]));
  return { ...place, values };
}

it('the nodes of a grid go row by row from the lowest corner to the highest', () => {
  const nodes = gridNodes({ columns: 3, rows: 2, extent: [-1, 1, 0, 4] });
  expect(nodes.shape).toEqual([6, 2]);
  expect([...nodes.data]).toEqual([-1, 0, 0, 0, 1, 0, -1, 4, 0, 4, 1, 4]);
});

describe('the level sets', () => {
  const place = (x: number, y: number) => [x, y] as const;

  it('of a plane are where it says, at even distances', () => {
    const sets = levelSets(
      grid((x) => x),
      8,
      place,
    );
    expect(sets.length).toBe(8);
    const gaps = sets.slice(1).map(({ level }, i) => level - sets[i].level);
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0], 5);
    for (const { level, path } of sets) {
      const left = Math.min(...[...path.matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x)));
      expect(Math.abs(left - level)).toBeLessThan(0.06);
    }
  });

  it('do not let one far value take all levels', () => {
    const spiked = grid((x) => x);
    spiked.values[0] = -1e6;
    expect(levelSets(spiked, 4, place).every(({ level }) => Math.abs(level) < 2)).toBe(true);
  });

  it('are none for a critic without any', () => {
    expect(levelSets(grid(() => 0.3), 8, place)).toEqual([]); // prettier-ignore
    expect(levelSets(grid(() => NaN), 8, place)).toEqual([]); // prettier-ignore
  });
});

/** The level sets of a function on a grid, as SVG paths in the grid's own plane. It chooses levels, not colours. */
import { contours } from 'd3-contour';
import type { GridFunction } from './grid-function.js';

export interface LevelSet {
  readonly level: number;
  /** The region where the function is at least `level`. It may reach half a cell over the rectangle. */
  readonly path: string;
}

/** Tells where a point of the plane is on the picture. */
export type Place = (x: number, y: number) => readonly [number, number];

/**
 * Evenly spaced levels between the 1st and the 99th percentile (so that a far corner does not take them all), lowest
 * first. None for a function that is constant or nowhere finite.
 */
export function levelSets(grid: GridFunction, count: number, place: Place): LevelSet[] {
  const { columns, rows, extent } = grid;
  const finite = grid.values.filter((value) => Number.isFinite(value)).sort();
  if (finite.length === 0) return [];
  const low = finite[Math.floor((finite.length - 1) * 0.01)];
  const high = finite[Math.ceil((finite.length - 1) * 0.99)];
  if (!(high > low)) return [];

  const values = Array.from(grid.values, (value) => (Number.isNaN(value) ? -Infinity : value));
  const generator = contours().size([columns, rows]);
  const [x0, x1, y0, y1] = extent;
  // A contour counts in cells with the nodes in their middle.
  const toPlane = ([column, row]: number[]): readonly [number, number] =>
    place(x0 + ((column - 0.5) / (columns - 1)) * (x1 - x0), y0 + ((row - 0.5) / (rows - 1)) * (y1 - y0));
  return Array.from({ length: count }, (_, index) => {
    const level = low + ((index + 0.5) / count) * (high - low);
    const rings = generator.contour(values, level).coordinates.flat();
    return { level, path: rings.map((ring) => ringPath(ring.map(toPlane))).join('') };
  });
}

function ringPath(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}

/** A function on a regular grid over a rectangle of the plane: where its nodes are, and its values there. */
import { floats, type FloatTensor } from '@kantor/tensor';

export type Extent = readonly [x0: number, x1: number, y0: number, y1: number];

/** Values at the nodes of a regular grid over a rectangle. */
export interface GridFunction {
  /** Row-major [rows, columns]; row 0 is at y0, column 0 at x0, the last ones at y1 and x1. */
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
  readonly extent: Extent;
}

/** The nodes of a grid, row by row, in the order of `values`: [rows · columns, 2]. Both sides are at least 2. */
export function gridNodes({ columns, rows, extent }: Omit<GridFunction, 'values'>): FloatTensor {
  const [x0, x1, y0, y1] = extent;
  const data = new Float32Array(rows * columns * 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 2 * (row * columns + column);
      data[at] = x0 + ((x1 - x0) * column) / (columns - 1);
      data[at + 1] = y0 + ((y1 - y0) * row) / (rows - 1);
    }
  }
  return floats([rows * columns, 2], data);
}

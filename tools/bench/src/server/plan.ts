/** Which loads a server is put under, and for how long. */
import { maxBatch, type Contender, type Format, type Payload } from './contender.js';
import type { ServedModel } from './served-model.js';

export interface Cell extends Payload {
  readonly connections: number;
}

/** Where capacity is measured, of which the paced load is a part, and what batching gives. */
export const fullLoad: Cell = { format: 'binary', count: 1, connections: 64 };

export const pacedPart = 0.7;

/** The fewest connections first: how long a server waits for company may depend on what it saw before. */
const cells: readonly Cell[] = [
  { format: 'binary', count: 1, connections: 1 },
  { format: 'binary', count: 16, connections: 1 },
  { format: 'binary', count: 1, connections: 8 },
  { format: 'binary', count: 16, connections: 8 },
  fullLoad,
  { format: 'binary', count: 16, connections: 64 },
  { format: 'png', count: 1, connections: 64 },
  { format: 'png', count: 16, connections: 64 },
];

/** For small models alone: of a large one it would be a minute's work, and HTTP as little of it as with fewer images. */
const cellsOfSmall: readonly Cell[] = [{ format: 'binary', count: 64, connections: 64 }];
const allCells = [...cells, ...cellsOfSmall];

export function cellsOf(
  { formats, unbatched = false }: Pick<Contender, 'formats' | 'unbatched'>,
  { small }: Pick<ServedModel, 'small'>,
): readonly Cell[] {
  if (unbatched) return [fullLoad];
  return (small ? allCells : cells).filter(({ format }) => formats.includes(format));
}

/** Images a request that are ever asked for in a format. */
export function countsOf(format: Format): readonly number[] {
  return [...new Set(allCells.filter((cell) => cell.format === format).map(({ count }) => count))];
}

/** A name that two cells share if they are the same. */
export function cellName({ format, count, connections }: Cell): string {
  return `${describePayload({ format, count })}, ${connections} at once`;
}

export function describePayload({
  format,
  count,
}: {
  readonly format: Format;
  readonly count: number;
}): string {
  const images = `${count} image${count === 1 ? '' : 's'}`;
  return format === 'binary' ? images : `${images} as PNG`;
}

/** The batch that the bare runtime is compared in: what is under way at once, as far as a batch goes. */
export function bareBatch({ count, connections }: Cell): number {
  return Math.min(maxBatch, count * connections);
}

export const bareBatches = [...new Set(allCells.map(bareBatch))].sort((a, b) => a - b);

/** No load takes longer than this many times its least time. */
const stretch = 8;

/**
 * Seconds for a load: at least `least`, and long enough that all connections are answered some times over.
 * @param imagesPerSecond of the bare runtime; a server gives less.
 */
export function secondsFor({ count, connections }: Cell, least: number, imagesPerSecond: number): number {
  return Math.min(stretch * least, Math.max(least, Math.ceil((5 * count * connections) / imagesPerSecond)));
}

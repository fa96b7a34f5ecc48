/** Many numbers as JSON, a piece at a time: as one text they would hold everybody up. */
import { sizeOf, type HostTensor } from '@kantor/tensor';

/** Numbers in one answer of JSON: a hundred megabytes of text at most. */
export const mostInJson = 2 ** 22;

/** Numbers in a piece, which take a millisecond. */
const inPiece = 4096;

type Text = Generator<string, void, undefined>;

/**
 * All elements of a tensor in one list, without its brackets.
 * @param check is given each part before it is written, with the index of its first element.
 */
export function* flatText<T extends HostTensor['data']>(
  data: T,
  check: (part: T, from: number) => void,
): Text {
  for (let from = 0; from < data.length; from += inPiece) {
    const part = data.subarray(from, from + inPiece) as T;
    check(part, from);
    yield (from === 0 ? '' : ',') + part.join(',');
  }
}

/** Finite numbers [N, …] as lists of lists. */
export function* nestedText(data: Float32Array, shape: readonly number[]): Text {
  const columns = shape[shape.length - 1];
  const rows = data.length / columns;
  // Of each axis but the last, and of the whole: how many rows one of its elements has.
  const spans = [rows, ...shape.slice(0, -1).map((_, axis) => sizeOf(shape.slice(axis + 1, -1)))];
  const edges = (row: number, bracket: string): string =>
    bracket.repeat(spans.filter((span) => row % span === 0).length);
  let [piece, held] = ['', 0];
  for (let row = 0; row < rows; row++) {
    const numbers = data.subarray(row * columns, (row + 1) * columns).join(',');
    piece += `${row === 0 ? '' : ','}${edges(row, '[')}${numbers}${edges(row + 1, ']')}`;
    held += columns;
    if (held < inPiece) continue;
    yield piece;
    [piece, held] = ['', 0];
  }
  if (held > 0) yield piece;
}

/** Bytes, in pieces that fill whole groups of base64. */
export function* base64Text(bytes: Buffer): Text {
  const length = 3 * 2 ** 16;
  for (let from = 0; from < bytes.length; from += length) {
    yield bytes.subarray(from, from + length).toString('base64');
  }
}

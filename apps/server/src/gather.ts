/** Puts an answer together from pieces that are made one after the other, with turns for others between them. */
import { Readable } from 'node:stream';
import { createTurns } from './turns.js';

/** @throws what making a piece throws. */
export async function gather(pieces: Iterable<string>): Promise<readonly Buffer[]> {
  const turns = createTurns();
  const buffers: Buffer[] = [];
  for (const piece of pieces) {
    buffers.push(Buffer.from(piece));
    await turns.rest();
  }
  return buffers;
}

export const lengthOf = (buffers: readonly Buffer[]): number =>
  buffers.reduce((sum, { length }) => sum + length, 0);

export interface Body {
  readonly body: Buffer | Readable;
  /** Bytes in all. */
  readonly length: number;
}

/** Bytes that are copied into one buffer, which is quicker to send than many. */
const mostCopied = 2 ** 17;

export function bodyOf(buffers: readonly Buffer[]): Body {
  const length = lengthOf(buffers);
  if (length <= mostCopied) return { body: Buffer.concat(buffers), length };
  return { body: Readable.from(buffers, { objectMode: false }), length };
}

/**
 * Answers in HTTP/1.1 on a connection that has one request under way: whether one has arrived whole, and its status. Not
 * a parser of HTTP: what it does not look for, it does not see.
 */

const headEnd = '\r\n\r\n';

/** Bytes of the head, of the body that follows, and the status. */
interface Head {
  readonly status: number;
  readonly size: number;
  readonly bodySize: number;
}

/** @returns undefined if its end is not there yet. */
function parseHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const text = bytes.toString('latin1', 0, end);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (status === undefined || length === undefined) {
    throw new Error(
      `Only answers of HTTP/1.1 with Content-Length are understood; this one begins with ${JSON.stringify(text.slice(0, 200))}`,
    );
  }
  return { status: Number(status), size: end + headEnd.length, bodySize: Number(length) };
}

/**
 * Takes what arrives on a connection, piece by piece, and gives the status with the last piece of an answer. Pieces are
 * not kept, so that their memory may be used again.
 * @throws Error if an answer has no Content-Length, or more follows than it says.
 */
export function answerReader(): (piece: Buffer) => number | undefined {
  /** Of a head that has not ended; empty between answers. */
  let begun: Buffer | undefined;
  let status: number | undefined;
  let missing = 0;
  return (piece) => {
    if (status === undefined) {
      const bytes = begun === undefined ? piece : Buffer.concat([begun, piece]);
      const head = parseHead(bytes);
      begun = head === undefined ? Buffer.from(bytes) : undefined;
      if (head === undefined) return undefined;
      ({ status } = head);
      missing = head.bodySize - (bytes.length - head.size);
    } else {
      missing -= piece.length;
    }
    if (missing > 0) return undefined;
    if (missing < 0) throw new Error(`An answer has ${-missing} bytes more than its Content-Length says.`);
    const whole = status;
    status = undefined;
    return whole;
  };
}

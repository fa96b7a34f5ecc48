/** Where answers end, whatever pieces they arrive in. */
import { expect, it } from 'vitest';
import { answerReader } from '../../src/server/answer.js';

const answer = (status: number, body: string, name = 'Content-Length'): string =>
  `HTTP/1.1 ${status} Some Words\r\nX-Other: 1\r\n${name}: ${body.length}\r\nDate: now\r\n\r\n${body}`;

/** What a reader says to pieces of one size, all in the same memory, as sockets give them. */
function readInPieces(text: string, size: number): readonly (number | undefined)[] {
  const read = answerReader();
  const memory = Buffer.alloc(size);
  const bytes = Buffer.from(text, 'latin1');
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => {
    const piece = bytes.subarray(i * size, (i + 1) * size);
    piece.copy(memory);
    return read(memory.subarray(0, piece.length));
  });
}

const text = answer(200, 'body\r\n\r\nmore');

it('an answer ends with its last piece, however long pieces are', () => {
  for (let size = 1; size <= text.length; size++) {
    const said = readInPieces(text, size);
    expect(said, `of ${size} bytes each`).toEqual([
      ...Array<undefined>(said.length - 1).fill(undefined),
      200,
    ]);
  }
});

it('answers follow one another', () => {
  const read = answerReader();
  const said = [answer(200, 'first'), answer(503, ''), answer(200, 'third')].map((one) =>
    read(Buffer.from(one)),
  );
  expect(said).toEqual([200, 503, 200]);
});

it.each(['content-length', 'CONTENT-LENGTH', 'Content-Length'])('%s is understood', (name) => {
  expect(answerReader()(Buffer.from(answer(200, 'abc', name)))).toBe(200);
});

it.each([
  ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /with Content-Length/],
  ['with a name that only ends like it', answer(200, 'a', 'X-Content-Length'), /with Content-Length/],
  ['that is none', 'SSH-2.0-OpenSSH\r\n\r\n', /begins with "SSH-2.0/],
  ['with more than it says', `${answer(200, 'a')}bc`, /has 2 bytes more/],
])('an answer %s is refused', (_, wrong, message) => {
  expect(() => answerReader()(Buffer.from(wrong))).toThrow(message);
});

/** Answers that take long to be made leave turns to others. */
import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { bodyOf, gather } from '../src/gather.js';

function* slowly(pieces: number): Generator<string> {
  for (let piece = 0; piece < pieces; piece++) {
    for (const start = performance.now(); performance.now() - start < 6;);
    yield `${piece} `;
  }
}

it('makes one piece after the other, and lets others in between', async () => {
  let turns = 0;
  const count = (): void => void (turns++, (immediate = setImmediate(count)));
  let immediate = setImmediate(count);
  const buffers = await gather(slowly(10));
  clearImmediate(immediate);
  expect(Buffer.concat(buffers).toString()).toBe('0 1 2 3 4 5 6 7 8 9 ');
  expect(turns).toBeGreaterThanOrEqual(9);
});

it('fails as a piece fails', async () => {
  const failing = function* (): Generator<string> {
    yield 'a';
    throw new Error('no b');
  };
  await expect(gather(failing())).rejects.toThrow('no b');
});

it('gives few bytes as one buffer, and many as they are', async () => {
  const few = bodyOf([Buffer.from('a'), Buffer.from('bc')]);
  expect(few).toEqual({ body: Buffer.from('abc'), length: 3 });
  const { body, length } = bodyOf([Buffer.alloc(100_000, 1), Buffer.alloc(100_000, 2)]);
  expect(length).toBe(200_000);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(Buffer.concat([Buffer.alloc(100_000, 1), Buffer.alloc(100_000, 2)]))).toBe(true); // prettier-ignore
});

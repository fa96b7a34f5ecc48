/** Servers that answer wrongly are not measured. */
import type { RequestListener } from 'node:http';
import { expect, it } from 'vitest';
import { checkAnswers } from '../../src/server/check-answers.js';
import { seedOf, serve } from './support.js';

const model = { imageBytes: 8 };
const ask = { method: 'GET', path: '/?seed={seed}', headers: {} } as const;
const binary = { format: 'binary', count: 2 } as const;
const right: RequestListener = ({ url }, response) => void response.end(Buffer.alloc(16, seedOf(url)));

it('accepts bytes of the right size that depend on the seed alone', async () => {
  await checkAnswers(await serve(right), ask, binary, model);
});

let calls = 0;
it.each<[string, RequestListener, RegExp]>([
  ['of another size', (_, response) => void response.end('short'), /gives 5 bytes; 16 were expected/],
  [
    'that ignore the seed',
    (_, response) => void response.end(Buffer.alloc(16)),
    /same bytes for another seed/,
  ],
  [
    'that change',
    (_, response) => void response.end(Buffer.alloc(16, ++calls)),
    /other bytes for the same seed/,
  ],
  ['with another status', (_, response) => void response.writeHead(503).end('full'), /answers 503: full/],
])('refuses answers %s', async (_, listener, message) => {
  await expect(checkAnswers(await serve(listener), ask, binary, model)).rejects.toThrow(message);
});

it('asks of a server without a model only that its bytes do not change', async () => {
  const same: RequestListener = (_, response) => void response.end(Buffer.alloc(16));
  await checkAnswers(await serve(same), ask, binary, model, false);
  const others: RequestListener = (_, response) => void response.end(Buffer.alloc(16, ++calls));
  await expect(checkAnswers(await serve(others), ask, binary, model, false)).rejects.toThrow(/other bytes/);
});

it('refuses as PNG what is none', async () => {
  const png = { format: 'png', count: 2 } as const;
  await expect(checkAnswers(await serve(right), ask, png, model)).rejects.toThrow(/no PNG file/);
});

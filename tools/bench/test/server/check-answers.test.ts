/** Servers that answer wrongly are not measured. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { checkAnswers } from '../../src/server/check-answers.js';
import { runPaced } from '../../src/server/paced-load.js';

const model = { name: 'm', folder: '', file: '', latentSize: 1, imageBytes: 8 };
const ask = { method: 'GET', path: '/?seed={seed}', headers: {} } as const;
const binary = { format: 'binary', count: 2 } as const;
const servers = new Set<ReturnType<typeof createServer>>();

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

const seedOf = (url = ''): number => Number(new URL(url, 'http://a').searchParams.get('seed'));
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

it('refuses as PNG what is none', async () => {
  const png = { format: 'png', count: 2 } as const;
  await expect(checkAnswers(await serve(right), ask, png, model)).rejects.toThrow(/no PNG file/);
});

it('a paced load sends each seed once, and counts failures apart', async () => {
  const seeds: number[] = [];
  const origin = await serve(({ url }, response) => {
    seeds.push(seedOf(url));
    response.writeHead(seedOf(url) % 2 === 0 ? 200 : 503).end('x');
  });
  const load = {
    kind: 'paced',
    origin,
    ask,
    connections: 4,
    seconds: 0.05,
    rate: 200,
    firstSeed: 10,
  } as const;
  const result = await runPaced(load);
  expect(seeds.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => 10 + i));
  expect(result).toMatchObject({ requests: 5, failures: 5 });
});

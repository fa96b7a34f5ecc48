/** Loads on bare sockets. */
import type { ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { runPaced } from '../../src/server/paced-load.js';
import { runRaw } from '../../src/server/raw-load.js';
import { seedOf, serve } from './support.js';

const ask = { method: 'GET', path: '/?seed={seed}', headers: {} } as const;
const load = { ask, connections: 4, warmUp: 0, seconds: 0.05, firstSeed: 10 } as const;
const closed = { ...load, seconds: 0.3, kind: 'closed', generator: 'raw' } as const;
const paced = { ...load, kind: 'paced', rate: 200 } as const;

it('a paced load sends each seed once, and counts failures apart', async () => {
  const seeds: number[] = [];
  const origin = await serve(({ url }, response) => {
    seeds.push(seedOf(url));
    response.writeHead(seedOf(url) % 2 === 0 ? 200 : 503, { 'content-length': 1 }).end('x');
  });
  const result = await runPaced({ ...paced, origin });
  expect(seeds.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => 10 + i));
  expect(result).toMatchObject({ requests: 5, failures: 5 });
});

it('a paced load counts as failed what a broken connection takes with it, and goes on', async () => {
  const origin = await serve(({ url, socket }, response) => {
    if (seedOf(url) === 12) socket.destroy();
    else response.writeHead(200, { 'content-length': 0 }).end();
  });
  expect(await runPaced({ ...paced, origin })).toMatchObject({ requests: 9, failures: 1 });
});

it('a paced load goes on for a while that does not count', async () => {
  const seeds: number[] = [];
  const origin = await serve(({ url }, response) => {
    seeds.push(seedOf(url));
    response.writeHead(seedOf(url) < 16 ? 503 : 200, { 'content-length': 0 }).end();
  });
  const result = await runPaced({ ...paced, warmUp: 0.03, origin });
  expect(seeds).toHaveLength(16);
  expect(result).toMatchObject({ requests: 10, failures: 0 });
});

it('a closed load has one request under way on each connection, and asks for nothing twice', async () => {
  const seeds: number[] = [];
  const waiting: ServerResponse[] = [];
  const origin = await serve(({ url }, response) => {
    seeds.push(seedOf(url));
    waiting.push(response);
    // With fewer under way nobody would ever be answered.
    if (waiting.length < closed.connections) return;
    for (const one of waiting.splice(0)) one.writeHead(200, { 'content-length': 3 }).end('abc');
  });
  const { requests, seconds, failures } = await runRaw({ ...closed, origin });
  expect(seeds.sort((a, b) => a - b)).toEqual(seeds.map((_, i) => 10 + i));
  expect(requests).toBeGreaterThan(0);
  // What was under way at the end is no answer, and no failure.
  expect(seeds.length - requests).toBeLessThanOrEqual(closed.connections);
  expect({ seconds, failures }).toEqual({ seconds: closed.seconds, failures: 0 });
});

it('a closed load counts other answers as failures', async () => {
  const origin = await serve((_, response) => void response.writeHead(503, { 'content-length': 0 }).end());
  const { requests, failures } = await runRaw({ ...closed, origin });
  expect(requests).toBe(0);
  expect(failures).toBeGreaterThan(0);
});

it('a closed load counts no answer that does not arrive whole', async () => {
  const origin = await serve(
    (_, response) => void response.writeHead(200, { 'content-length': 3 }).write('ab'),
  );
  expect(await runRaw({ ...closed, origin })).toMatchObject({ requests: 0, failures: 0 });
});

it.each([
  ['closed', (origin: string) => runRaw({ ...closed, origin })],
  ['paced', (origin: string) => runPaced({ ...paced, origin })],
])('a %s load says which answers it cannot read', async (_, run) => {
  const origin = await serve((_, response) => {
    response.write('a');
    response.end('b');
  });
  await expect(run(origin)).rejects.toThrow(/with Content-Length.*begins with "HTTP\/1.1 200 OK/);
});

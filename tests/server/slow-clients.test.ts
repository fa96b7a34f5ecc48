/** Clients that send slowly, or nothing, or never end: each is cut off in its time, and nobody else is kept waiting. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { ask, expectAlive } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { openWire, write, type Wire } from './support/sockets.js';
import { startServer, type Server } from './support/server.js';

const flags = ['--headers-timeout=500', '--request-timeout=1500', '--keep-alive-timeout=500'];
let server: Server;
beforeAll(async () => {
  server = await startServer(modelFolder({ echo: echo() }), [...flags, '--max-connections=300']);
}, 60_000);
afterAll(() => server.stop());

const head = 'POST /v2/models/echo/infer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const timedOut = /^HTTP\/1\.1 408 Request Timeout\r\n[^]*"code":"server\/request-timeout"/;

/** Sends a byte now and then until the server has enough. */
async function trickle(wire: Wire, text: string): Promise<string> {
  let open = true;
  void wire.closed.then(() => (open = false));
  for (let at = 0; open; at = (at + 1) % text.length) {
    await write(wire, text[at]);
    await Promise.race([wire.closed, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  return wire.closed;
}

/** Others ask meanwhile, until `work` is done: all are answered. */
async function whileOthersAsk<T>(work: Promise<T>): Promise<T> {
  let busy = true;
  void work.finally(() => (busy = false)).catch(() => undefined);
  for (let asked = 0; busy || asked === 0; asked++) {
    expect((await ask(server, `/v1/models/echo/samples/${asked}.png`)).status).toBe(200);
  }
  return work;
}

describe('many clients at once', () => {
  it('that send headers byte by byte are told that it took too long', async () => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    const ends = wires.map(async (wire) => {
      await write(wire, 'GET /v2 HTTP/1.1\r\n');
      return trickle(wire, 'X-Slow: 1\r\n');
    });
    for (const answer of await whileOthersAsk(Promise.all(ends))) expect(answer).toMatch(timedOut);
  });

  it.each([
    ['with a length', `${head}Content-Length: 100000\r\n\r\n`, ' '],
    ['in chunks', `${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
  ])('that send a body %s byte by byte are told so', async (_how, start, text) => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    const ends = wires.map(async (wire) => {
      await write(wire, start);
      return trickle(wire, text);
    });
    for (const answer of await whileOthersAsk(Promise.all(ends))) expect(answer).toMatch(timedOut);
  });

  it('that send nothing at all are cut off', async () => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    const answers = await whileOthersAsk(Promise.all(wires.map(({ closed }) => closed)));
    for (const answer of answers) expect(answer).toMatch(/^$|^HTTP\/1\.1 408/);
  });

  it('that are done and keep their connection are cut off', async () => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    await Promise.all(wires.map((wire) => write(wire, 'GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n')));
    const answers = await whileOthersAsk(Promise.all(wires.map(({ closed }) => closed)));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('that close their half in the middle of a request are cut off', async () => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    for (const { socket } of wires) socket.end(`${head}Content-Length: 100\r\n\r\n{`);
    await whileOthersAsk(Promise.all(wires.map(({ closed }) => closed)));
  });

  it('that close their half behind a request are answered', async () => {
    const wires = await Promise.all(Array.from({ length: 50 }, () => openWire(server.port)));
    for (const { socket } of wires) socket.end('GET /v2/health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    const answers = await Promise.all(wires.map(({ closed }) => closed));
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('that reset their connection in the middle of an answer harm nobody', async () => {
    const path = '/v1/models/echo/samples?seed=1&count=60000&format=ndjson';
    // Each counts as no more than the 384 images that are drawn ahead of it: more of them would fill the queue.
    const wires = await Promise.all(Array.from({ length: 10 }, () => openWire(server.port)));
    const gone = wires.map(async (wire) => {
      await write(wire, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      await expect.poll(() => wire.received().length, { timeout: 20_000 }).toBeGreaterThan(0);
      wire.socket.resetAndDestroy();
    });
    await whileOthersAsk(Promise.all(gone));
    const pending = async (): Promise<unknown> =>
      (JSON.parse((await ask(server, '/v1/models/echo')).text) as { images: { pending: number } }).images
        .pending;
    await expect.poll(pending, { timeout: 20_000 }).toBe(0);
  });

  it('more than may connect are turned away, and room is made again', async () => {
    const sockets = Array.from({ length: 400 }, () => connect({ port: server.port, host: '127.0.0.1' }));
    const ends = sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => undefined);
          socket.on('data', () => undefined);
          socket.on('close', () => resolve());
        }),
    );
    await Promise.all(ends);
    await expectAlive(server);
  });
});

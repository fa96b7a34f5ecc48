/** Requests that HTTP itself forbids, or need not be answered, are refused in the form that all errors have. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, expectAlive, jsonOf, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { openWire, write } from './support/sockets.js';
import { startServer, type Server } from './support/server.js';

let server: Server;
beforeAll(async () => {
  server = await startServer(modelFolder({}));
}, 60_000);
afterAll(() => server.stop());

/** The status and the body of the answer to these lines. */
async function answerTo(...lines: readonly string[]): Promise<readonly [status: number, body: unknown]> {
  const wire = await openWire(server.port);
  await write(wire, `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const answer = await wire.closed;
  return [Number(answer.split(' ')[1]), JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))];
}

const refusal = (error: string) => ({
  error,
  code: 'server/request',
  requestId: expect.any(String) as string,
});

it('a request without a host', async () => {
  const told = refusal('The request has 0 headers Host; expected one.');
  expect(await answerTo('GET /v2 HTTP/1.1')).toEqual([400, told]);
  expect(await answerTo('GET http://example/v2 HTTP/1.1')).toEqual([400, told]);
  // HTTP/1.0 knew no such header, and a host may be nameless.
  expect(await answerTo('GET /v2 HTTP/1.0')).toMatchObject([200, { name: 'kantor' }]);
  expect(await answerTo('GET /v2 HTTP/1.1', 'Host:')).toMatchObject([200, { name: 'kantor' }]);
});

it.each(['1.0', '1.1'])('a request of HTTP/%s with two hosts', async (version) => {
  const told = refusal('The request has 2 headers Host; expected one.');
  expect(await answerTo(`GET /v2 HTTP/${version}`, 'Host: a', 'hOST: b')).toEqual([400, told]);
});

it('a request that expects what the server does not do', async () => {
  const answer = await refused(server, '/v2', { headers: { Expect: 'miracles' } }, 'server/expectation');
  expect(answer.status).toBe(417);
  expect(jsonOf(answer).error).toBe('The header Expect is "miracles"; expected 100-continue, or none.');
  expect((await ask(server, '/v2', { headers: { Expect: '100-Continue' } })).status).toBe(200);
  await expectAlive(server);
});

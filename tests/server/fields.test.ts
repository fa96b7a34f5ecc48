/** Fields and headers of a request for samples mean the same however they are written, in addresses and in bodies. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { echo, lookedUp } from '../sampler/support/models.js';
import { ask, json, jsonOf, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

let server: Server;
beforeAll(async () => {
  server = await startServer(modelFolder({ echo: echo(), lookedUp: lookedUp() }));
}, 60_000);
afterAll(() => server.stop());

it.each([0.5, 1, 1e-7, 0.0000001, 0.1 + 0.2, 5e-324, 1.2345678901234567e-12, 0.000001234567890123456])(
  'a truncation of %d is written into an address that is taken, and gives the same samples',
  async (truncation) => {
    const body = json({ seed: 7, truncation, format: 'binary' });
    const asked = await ask(server, '/v1/models/echo/samples', body);
    expect(asked.status).toBe(200);
    const address = asked.headers['content-location'] ?? '';
    expect(address).toContain(`truncation=${truncation}&`);
    const again = await ask(server, address);
    expect(again.status).toBe(200);
    expect(again.body.equals(asked.body)).toBe(true);
  },
);

it('labels reach to 2^31 - 1, alone and in lists, in bodies and addresses', async () => {
  // The model does not say how many classes it has, and fails where it has none: that is not for the fields to know.
  const path = '/v1/models/lookedUp/samples?seed=1&count=2&format=json';
  for (const labels of ['2', '0,2', '0000000002'])
    expect((await ask(server, `${path}&labels=${labels}`)).status).toBe(200);
  const most = 2 ** 31 - 1;
  for (const labels of [most, [most, most]]) {
    const body = json({ seed: 1, count: 2, format: 'json', labels });
    const asked = await refused(server, '/v1/models/lookedUp/samples', body, 'server/model-failed');
    const named = await refused(server, `${path}&labels=${String(labels)}`, {}, 'server/model-failed');
    expect(jsonOf(named).error).toBe(jsonOf(asked).error);
  }
});

it.each([
  ['application/json; charset=utf-8', 'application/json'],
  ['application/json;charset="utf-8,;\\"";q=0.5, image/png;q=0.4', 'application/json'],
  ['image/png; q=0.1; foo=bar, application/x-npy; foo="bar;q=0"; q=0.2', 'application/x-npy'],
  ['image/png;level=1, */*;q=0', 'image/png'],
  ['multipart/mixed; boundary=x', 'multipart/mixed'],
  ['', 'image/png'],
  [' ', 'image/png'],
])('the header Accept "%s" is answered with %s', async (Accept, type) => {
  const { status, headers } = await ask(server, '/v1/models/echo/samples?seed=1', { headers: { Accept } });
  expect(status).toBe(200);
  expect(headers['content-type']?.split(';')[0]).toBe(type);
});

it('the header Accept is refused with the types that there are', async () => {
  const question = { headers: { Accept: 'application/json;q=0, text/html;level=1' } };
  const answer = await refused(server, '/v1/models/echo/samples?seed=1', question, 'server/not-acceptable');
  expect(jsonOf(answer).error).toMatch(
    / as application\/json;q=0, text\/html;level=1; there are image\/png, /,
  );
});

/** Requests that are wrong, each refused with its code by a server that lives on. */
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../apps/server/src/faults.js';
import { echo, labelled } from '../sampler/support/models.js';
import { ask, expectAlive, expectFault, json, jsonOf, refused, type Question } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { openWire, write } from './support/sockets.js';
import { startServer, type Server } from './support/server.js';

const bodyLimit = 2 ** 20;
let server: Server;
beforeAll(async () => {
  const models = modelFolder({ echo: echo(), labelled: labelled() });
  server = await startServer(models, [`--body-limit=${bodyLimit}`, '--max-count=1000']);
}, 60_000);
afterEach(() => expectAlive(server));
afterAll(() => server.stop());

const infer = '/v2/models/echo/infer';
const samples = '/v1/models/echo/samples';
const row = [1, 2, 3, 4, 5, 6];
const latents = { name: 'latent', datatype: 'FP32', shape: [1, 6], data: row };
const tensor = (change: object): Question => json({ inputs: [{ ...latents, ...change }] });

describe('a tensor that does not fit', () => {
  it.each<[string, Question]>([
    ['has 2^53 elements or more', tensor({ shape: [2 ** 52, 6] })],
    ['has a size of zero', tensor({ shape: [0, 6], data: [] })],
    ['has a negative size', tensor({ shape: [-1, 6] })],
    ['has a size that is no whole number', tensor({ shape: [1.5, 6] })],
    ['has an axis too many', tensor({ shape: [1, 6, 1] })],
    ['has less data than its shape', tensor({ shape: [2, 6] })],
    ['has more data than its shape', tensor({ data: [...row, 7] })],
    ['comes twice', json({ inputs: [latents, latents] })],
    ['is none of the model', json({ inputs: [latents, { ...latents, name: 'other' }] })],
    ['is missing', json({ inputs: [] })],
    ['has another datatype', tensor({ datatype: 'FP64' })],
    ['has text in it', tensor({ data: ['1', 2, 3, 4, 5, 6] })],
    ['has numbers beyond float32', tensor({ data: [1e39, 2, 3, 4, 5, 6] })],
  ])('because it %s', async (_why, question) => {
    await refused(server, infer, question, 'server/tensor');
  });

  it('is no class of the model', async () => {
    const wrong = { name: 'label', datatype: 'FP32', shape: [1, 3], data: [0, 0.5, 0] };
    const latent = { name: 'latent', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] };
    const path = '/v2/models/labelled/infer';
    await refused(server, path, json({ inputs: [latent, wrong] }), 'server/tensor');
    const right = { ...wrong, data: [0, 1, 0] };
    const answer = await ask(server, path, json({ inputs: [latent, right] }));
    expect(jsonOf(answer).outputs[0].data).toEqual([1, 2, 3, 4, 0, 1, 0]);
  });
});

describe('a request for samples', () => {
  it.each([
    'count=0',
    'count=1000000000',
    'count=NaN',
    'count=-1',
    'count=1.5',
    'count=1001',
    'seed=-1',
    'seed=9007199254740992',
    'seed=1e3',
    'seed=1&seed=2',
    'truncation=0',
    'truncation=1.1',
    'priority=0',
    'priority=10',
    'timeout=0',
    'columns=5000',
    'labels=1',
    'color=red',
    '__proto__=1',
    'constructor=1',
  ])('with ?%s is refused', async (query) => {
    await refused(server, `${samples}?${query}`, {}, 'server/request');
  });

  it.each<[string, unknown, FaultCode]>([
    ['no object', [1], 'server/request'],
    ['NaN', '{"count": NaN}', 'server/json'],
    ['a count of 1e9', { count: 1e9 }, 'server/request'],
    ['a count in words', { count: 'five' }, 'server/request'],
    ['a seed of 2^53', { seed: 2 ** 53 }, 'server/request'],
    ['latents of another length', { latents: [[1, 2]] }, 'server/request'],
    ['latents and a seed', { latents: [row], seed: 1 }, 'server/request'],
    ['latents that are no numbers', { latents: [['a']] }, 'server/request'],
    ['one step', { interpolate: { from: 1, to: 2, steps: 1 } }, 'server/request'],
    ['__proto__', '{"seed": 1, "__proto__": {"count": 7}}', 'server/json'],
    ['constructor.prototype', '{"constructor": {"prototype": {"count": 7}}}', 'server/json'],
    ['nothing', '', 'server/json'],
    ['half a text', '{"seed": 1', 'server/json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'server/json'],
    ['a nesting of 250,000', '['.repeat(250_000) + ']'.repeat(250_000), 'server/json'],
    ['fields nested deep', `{"a":${'[{"a":'.repeat(60_000)}1${'}]'.repeat(60_000)}}`, 'server/json'],
  ])('with a body of %s is refused', async (_what, body, code) => {
    await refused(server, samples, json(body), code);
  });

  it('in a form that is not to be had is refused', async () => {
    await refused(server, samples, { headers: { Accept: 'text/html' } }, 'server/not-acceptable');
    await refused(server, '/v1/models/labelled/samples?format=png', {}, 'server/not-acceptable');
  });

  it('with a header that is no time is refused', async () => {
    for (const timeout of ['soon', '0', '-1', '1e9'])
      await refused(server, samples, { headers: { timeout } }, 'server/request');
  });
});

describe('a body of tensors', () => {
  it.each<[string, Question, FaultCode]>([
    ['nested 250,000 deep', json('['.repeat(250_000)), 'server/json'],
    ['with __proto__', json(`{"__proto__": {}, "inputs": [${JSON.stringify(latents)}]}`), 'server/json'],
    ['in invalid UTF-8', json(Buffer.from([0xc3, 0x28])), 'server/json'],
    ['of another content type', json('{}', { 'Content-Type': 'text/xml' }), 'server/media-type'],
    ['in an unknown encoding', json('{}', { 'Content-Encoding': 'zstd' }), 'server/media-type'],
    ['that is not gzip as it says', json('{}', { 'Content-Encoding': 'gzip' }), 'server/request'],
    [
      'whose JSON is said to have 99,999,999,999 bytes',
      json('{}', { 'Inference-Header-Content-Length': '99999999999' }),
      'server/request',
    ],
    [
      'whose JSON is said to have NaN bytes',
      json('{}', { 'Inference-Header-Content-Length': 'NaN' }),
      'server/request',
    ],
    [
      'whose binary data are less than they say',
      tensor({ data: undefined, parameters: { binary_data_size: 24 } }),
      'server/request',
    ],
    ['with priority 10', json({ inputs: [latents], parameters: { priority: 10 } }), 'server/request'],
    [
      'that asks for classes',
      json({ inputs: [latents], outputs: [{ name: 'samples', parameters: { classification: 1 } }] }),
      'server/not-enabled',
    ],
  ])('%s is refused', async (_what, question, code) => {
    await refused(server, infer, question, code);
  });

  it('of no content type but JSON is refused where samples are asked for', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])
      await refused(server, samples, json('{}', { 'Content-Type': type }), 'server/media-type');
  });

  it('over the limit is refused, whether its length is said or not', async () => {
    const large = ' '.repeat(bodyLimit + 1);
    for (const path of [infer, samples]) {
      await refused(server, path, json(large), 'server/too-large');
      await refused(
        server,
        path,
        json(large, { 'Transfer-Encoding': 'chunked', 'Content-Length': [] }),
        'server/too-large',
      );
    }
  });

  it('that unpacks to more than the limit is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * bodyLimit));
    expect(bomb.length).toBeLessThan(bodyLimit);
    for (const path of [infer, samples])
      await refused(server, path, json(bomb, { 'Content-Encoding': 'gzip' }), 'server/too-large');
    const small = json(gzipSync(JSON.stringify({ inputs: [latents] })), { 'Content-Encoding': 'gzip' });
    expect((await ask(server, infer, small)).status).toBe(200);
  });

  it('in a hundred thousand chunks of one byte is read like any other', async () => {
    const body = JSON.stringify({ inputs: [latents] }).padEnd(100_000);
    const wire = await openWire(server.port);
    await write(
      wire,
      `POST ${infer} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (let at = 0; at < body.length; at += 500) {
      await write(wire, Array.from(body.slice(at, at + 500), (byte) => `1\r\n${byte}\r\n`).join(''));
    }
    await write(wire, '0\r\n\r\n');
    expect(await wire.closed).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

describe('an address', () => {
  const names = ['../echo', '..%2fecho', '%2e%2e%2fecho', 'echo%00', '%00', 'echo%2f1', '%5c', '.', '%ff', 'e'.repeat(300)]; // prettier-ignore
  const routes: readonly [string, string][] = [
    ['GET', '/v1/models/NAME'],
    ['GET', '/v1/models/NAME/latents'],
    ['GET', '/v1/models/NAME/samples'],
    ['POST', '/v1/models/NAME/samples'],
    ['GET', '/v1/models/NAME/samples/1.png'],
    ['GET', '/v1/models/NAME/versions/1/samples'],
    ['GET', '/v1/models/echo/versions/NAME/samples'],
    ['GET', '/v2/models/NAME'],
    ['GET', '/v2/models/NAME/ready'],
    ['GET', '/v2/models/NAME/config'],
    ['GET', '/v2/models/NAME/stats'],
    ['POST', '/v2/models/NAME/infer'],
    ['GET', '/v2/models/NAME/versions/1'],
    ['POST', '/v2/models/echo/versions/NAME/infer'],
    ['POST', '/v2/repository/models/NAME/load'],
    ['POST', '/v2/repository/models/NAME/unload'],
  ];

  it.each(routes)('%s %s names a model of the folder and nothing else', async (method, route) => {
    for (const name of names) {
      const question = method === 'POST' ? json({}) : {};
      const answer = await ask(server, route.replace('NAME', name), question);
      expectFault(answer);
      expect([400, 403, 404]).toContain(answer.status);
    }
  });

  it('that is another method’s says which', async () => {
    const answer = await refused(server, infer, {}, 'server/method');
    expect(answer.headers.allow).toBe('POST');
    await refused(server, samples, { method: 'DELETE' }, 'server/method');
    await refused(server, '/nothing', {}, 'server/not-found');
  });

  it('that is no HTTP is refused in the same form', async () => {
    for (const [text, status, code] of [
      ['GET / HTTP/9.9\r\n\r\n', 400, 'server/request'],
      ['\0\x01\x02\x03\r\n\r\n', 400, 'server/request'],
      [`GET /v2 HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'server/headers'],
      [
        'POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
        400,
        'server/request',
      ],
      [
        'POST /v2 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
        400,
        'server/request',
      ],
    ] as const) {
      const wire = await openWire(server.port);
      await write(wire, text);
      const answer = await wire.closed;
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code });
    }
  });
});

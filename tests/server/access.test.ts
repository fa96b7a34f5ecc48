/** Who may ask, from which pages, and over which versions of HTTP. */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2, constants, type ClientHttp2Session } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, refusalOf, trusting } from '../../apps/server/test/support/grpc-client.js';
import { echo } from '../sampler/support/models.js';
import { ask, json, refused } from './support/ask.js';
import { modelFolder, newFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

const models = modelFolder({ echo: echo() });
const samples = '/v1/models/echo/samples?seed=1&format=binary';

describe('a server with tokens', () => {
  const entry = (name: string, token: string, limit = ''): string =>
    `${name}:${createHash('sha256').update(token).digest('hex')}${limit}`;
  let server: Server;
  beforeAll(async () => {
    server = await startServer(models, [
      `--tokens=${entry('one', 'first-token')},${entry('few', 'second-token', ':3')}`,
    ]);
  }, 60_000);
  afterAll(() => server.stop());

  const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

  it('answers those who have one', async () => {
    for (const scheme of ['Bearer ', 'Bearer  ', 'bearer   ']) {
      const headers = { Authorization: `${scheme}first-token` };
      expect((await ask(server, samples, { headers })).status, scheme).toBe(200);
    }
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a wrong token', { Authorization: 'Bearer first-tokem' }],
    [
      'the hash instead of the token',
      { Authorization: `Bearer ${createHash('sha256').update('first-token').digest('hex')}` },
    ],
    ['another scheme', { Authorization: 'Basic Zmlyc3QtdG9rZW46' }],
    ['an endless token', { Authorization: `Bearer ${'x'.repeat(8000)}` }],
    ['an empty token', { Authorization: 'Bearer ' }],
    ['no space', { Authorization: 'Bearerfirst-token' }],
  ])('refuses %s where samples, models and numbers are', async (_what, headers) => {
    for (const path of [
      samples,
      '/v1/models',
      '/v2',
      '/v2/repository/index',
      '/metrics',
      '/nothing',
      '/docs-and-more',
    ]) {
      const answer = await refused(server, path, { headers }, 'server/unauthorized');
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      // What every answer carries, it carries too.
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(answer.headers['x-request-id']).toBe(
        (JSON.parse(answer.text) as { requestId: string }).requestId,
      );
      expect(answer.text).not.toContain('first-token');
    }
    await refused(server, '/v2/models/echo/infer', json({}, headers), 'server/unauthorized');
    // Health is for balancers; the pages say nothing of the models, and one of them asks for the token.
    for (const path of ['/v2/health/live', '/v2/health/ready', '/', '/openapi.json', '/docs/json'])
      expect((await ask(server, path, { headers })).status, path).toBe(200);
  });

  it('asks for one over gRPC too', async () => {
    const grpc = await connect(server.grpcPort);
    expect(await refusalOf(grpc.call('ServerMetadata', {}))).toMatchObject({ status: 'UNAUTHENTICATED', code: 'server/unauthorized' }); // prettier-ignore
    expect(await refusalOf(grpc.call('ServerMetadata', {}, { token: 'wrong' }))).toMatchObject({ status: 'UNAUTHENTICATED' }); // prettier-ignore
    expect(await grpc.call('ServerMetadata', {}, { token: 'first-token' })).toMatchObject({ name: 'kantor' });
    expect(await grpc.call('ServerLive', {})).toEqual({ live: true });
    grpc.close();
  });

  it('holds a token to its own limit, and no other', async () => {
    for (let i = 0; i < 3; i++) expect((await ask(server, samples, bearer('second-token'))).status).toBe(200);
    const answer = await refused(server, samples, bearer('second-token'), 'server/rate-limit');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(server, samples, bearer('first-token'))).status).toBe(200);
  });

  it('holds a token to its limit over gRPC likewise', async () => {
    const grpc = await connect(server.grpcPort);
    // HTTP and gRPC count together, and HTTP has taken all there was.
    const call = grpc.call('ServerMetadata', {}, { token: 'second-token' });
    expect(await refusalOf(call)).toMatchObject({ status: 'RESOURCE_EXHAUSTED', code: 'server/rate-limit' });
    expect(await grpc.call('ServerMetadata', {}, { token: 'first-token' })).toMatchObject({ name: 'kantor' });
    grpc.close();
  });

  it('tells no token in its log', () => {
    expect(server.stdout()).not.toMatch(/(?:first|second)-token/);
  });
});

describe('pages of other origins', () => {
  const origin = 'https://a.example';
  const preflight = {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  };

  it('may not ask, unless the server was told so', async () => {
    const server = await startServer(models);
    const { headers } = await ask(server, samples, { headers: { Origin: origin } });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect((await ask(server, '/v1/models/echo/samples', preflight)).headers['access-control-allow-origin']).toBeUndefined(); // prettier-ignore
    await server.stop();
  }, 60_000);

  it('may ask where theirs is listed', async () => {
    const server = await startServer(models, [`--cors=${origin}`]);
    const { headers } = await ask(server, samples, { headers: { Origin: origin } });
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers['access-control-expose-headers']).toContain('ETag');
    // Caches keep the answers to other origins apart, as those in other forms.
    expect(headers['vary']?.split(', ').sort()).toEqual(['Accept', 'Origin']);
    const other = await ask(server, samples, { headers: { Origin: 'https://b.example' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    const before = await ask(server, '/v1/models/echo/samples', preflight);
    expect(before).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } });
    await server.stop();
  }, 60_000);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('TLS (skipped where there is no openssl to make a certificate)', () => {
  const folder = newFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  let server: Server;
  let ca: Buffer;
  beforeAll(async () => {
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert]); // prettier-ignore
    expect(made.status, made.stderr.toString()).toBe(0);
    ca = readFileSync(cert);
    server = await startServer(models, [`--tls-cert=${cert}`, `--tls-key=${key}`, '--http2', '--headers-timeout=500', '--request-timeout=1000']); // prettier-ignore
  }, 60_000);

  const over1 = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = httpsRequest(new URL(path, server.url), { ca }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      });
      request.on('error', reject);
      request.end();
    });

  const over2 = (
    session: ClientHttp2Session,
    headers: Record<string, string>,
    body = '',
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const stream = session.request(headers);
      let status = 0;
      const chunks: Buffer[] = [];
      stream.on('response', (told) => (status = Number(told[':status'])));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve({ status, text: Buffer.concat(chunks).toString() }));
      if (headers[':method'] === 'POST') stream.end(body);
    });

  it('serves HTTP/1.1 and HTTP/2 at one address', async () => {
    expect(await over1(samples)).toBe(200);
    const session = connectHttp2(server.url, { ca });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, seed) => over2(session, { ':path': `/v1/models/echo/samples/${seed}.png` }))); // prettier-ignore
    for (const { status } of answers) expect(status).toBe(200);
    const wrong = await over2(session, { ':path': '/nothing' });
    expect(wrong).toMatchObject({ status: 404, text: expect.stringContaining('server/not-found') });
    const large = { ':path': '/v2/models/echo/infer', ':method': 'POST', 'content-type': 'text/xml' };
    expect(await over2(session, large, '<a/>')).toMatchObject({ status: 415 });
    session.close();
  });

  it('cuts off a request of HTTP/2 whose body does not come, and no other of its connection', async () => {
    const session = connectHttp2(server.url, { ca });
    const head = { ':method': 'POST', ':path': '/v2/models/echo/infer', 'content-type': 'application/json' };
    // This one has arrived at once; its answer may take longer.
    const long = session.request({ ':path': '/v1/models/echo/samples?seed=1&count=60000&format=ndjson' });
    const done = new Promise<number>((resolve) => long.on('close', () => resolve(long.rstCode)));
    const stream = session.request(head);
    stream.write('{');
    const cut = new Promise<number>((resolve) => {
      stream.on('error', () => undefined);
      stream.on('close', () => resolve(stream.rstCode));
    });
    for (let asked = 0; asked < 20; asked++) {
      expect((await over2(session, { ':path': `/v1/models/echo/samples/${asked}.png` })).status).toBe(200);
    }
    expect(await cut).toBe(constants.NGHTTP2_CANCEL);
    expect(long.closed).toBe(false);
    long.resume();
    expect(await done).toBe(constants.NGHTTP2_NO_ERROR);
    expect((await over2(session, { ':path': samples })).status).toBe(200);
    session.close();
  });

  it('refuses those who speak none', async () => {
    const plain = ask({ url: server.url.replace('https', 'http') }, samples);
    await expect(plain).rejects.toThrow();
    expect(await over1(samples)).toBe(200);
  });

  it('serves gRPC with the same certificate', async () => {
    const grpc = await connect(server.grpcPort, trusting(ca));
    expect(await grpc.call('ServerReady', {})).toEqual({ ready: true });
    grpc.close();
  });

  it('ends well, although clients of HTTP/2 keep their connections', async () => {
    const session = connectHttp2(server.url, { ca });
    session.on('error', () => undefined);
    expect((await over2(session, { ':path': '/v2/health/live' })).status).toBe(200);
    await server.stop();
    session.destroy();
  }, 60_000);
});

/** Calls as connections carry them: deadlines, cancellation, tokens, sizes, TLS and the end of the server. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelCredentials } from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { fault } from '../src/faults.js';
import type { EndedCall } from '../src/grpc/call.js';
import { begun, requestTo, useGrpcApps } from './support/grpc-app.js';
import { connect, refusalOf } from './support/grpc-client.js';

const start = useGrpcApps();

describe('time', () => {
  it("hands a call's deadline on, or the request's timeout if that is shorter", async () => {
    const app = await start();
    await app.client.call('ModelInfer', requestTo('double'), { deadline: Date.now() + 60_000 });
    const timeout = app.models.calls[0].timeout ?? 0;
    expect(timeout).toBeGreaterThan(0);
    expect(timeout).toBeLessThanOrEqual(60_000);
    const parameters = { timeout: { int64_param: 1000 } };
    const request = { ...requestTo('double'), parameters };
    await app.client.call('ModelInfer', request, { deadline: Date.now() + 60_000 });
    expect(app.models.calls[1].timeout).toBe(1);
  });

  it('takes a call back that has waited until its deadline', async () => {
    const app = await start();
    const refused = refusalOf(
      app.client.call('ModelInfer', requestTo('slow'), { deadline: Date.now() + 300 }),
    );
    const signal = await begun(app);
    expect(await refused).toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  it('takes a call back that its client cancels', async () => {
    const ended: EndedCall[] = [];
    const app = await start({ onCall: (call) => ended.push(call) });
    const client = new AbortController();
    const refused = refusalOf(app.client.call('ModelInfer', requestTo('slow'), { signal: client.signal }));
    const signal = await begun(app);
    expect(signal.aborted).toBe(false);
    client.abort();
    expect(await refused).toMatchObject({ status: 'CANCELLED' });
    await vi.waitFor(() => expect(ended).toMatchObject([{ method: 'ModelInfer', code: 'server/cancelled' }]));
  });

  it('takes no call back whose client waits', async () => {
    const app = await start();
    const answer = app.client.call('ModelInfer', requestTo('slow'));
    const signal = await begun(app);
    app.models.release();
    await answer;
    expect(signal.aborted).toBe(false);
  });
});

describe('tokens', () => {
  const authorize = vi.fn((token: string | undefined, _address: string) => {
    if (token !== 'right') throw fault('server/unauthorized', 'Send a token.');
  });

  it('are asked for everything but health', async () => {
    const { client } = await start({ authorize });
    expect(await client.call('ServerLive', {})).toEqual({ live: true });
    expect(await client.call('ServerReady', {})).toEqual({ ready: true });
    const expected = { status: 'UNAUTHENTICATED', code: 'server/unauthorized' };
    expect(await refusalOf(client.call('ServerMetadata', {}))).toMatchObject(expected);
    expect(await refusalOf(client.call('ModelInfer', requestTo('double'), { token: 'wrong' }))).toMatchObject(
      expected,
    );
    await client.call('ModelInfer', requestTo('double'), { token: 'right' });
    expect(authorize).toHaveBeenLastCalledWith('right', '127.0.0.1');
  });

  it('are asked for streams', async () => {
    const { client } = await start({ authorize });
    const refused = new Promise((_resolve, reject) => client.stream({ token: 'wrong' }).on('error', reject));
    expect(await refusalOf(refused)).toMatchObject({ status: 'UNAUTHENTICATED' });
  });
});

it('tells of each call that ended, and how', async () => {
  const ended: EndedCall[] = [];
  const { client, models } = await start({ onCall: (call) => ended.push(call) });
  await client.call('ServerLive', {});
  await refusalOf(client.call('ModelReady', { name: 'none' }));
  const bug = new Error('a bug');
  models.failWith(bug);
  await refusalOf(client.call('ModelInfer', requestTo('double')));
  expect(ended).toMatchObject([
    { method: 'ServerLive', code: 'OK', error: undefined },
    { method: 'ModelReady', code: 'server/not-found' },
    { method: 'ModelInfer', code: 'server/internal', error: bug },
  ]);
});

describe('sizes', () => {
  const large = { ...requestTo('double'), id: 'x'.repeat(200_000) };

  it('keep to the limit of a message', async () => {
    const { client } = await start({ maxMessage: 100_000 });
    expect(await refusalOf(client.call('ModelInfer', large))).toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
    await client.call('ModelInfer', requestTo('double'));
  });

  it('count a compressed message by what it decompresses to', async () => {
    const { server } = await start({ maxMessage: 100_000 });
    const client = await connect(server.port, { options: { 'grpc.default_compression_algorithm': 2 } });
    expect(await refusalOf(client.call('ModelInfer', large))).toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
    await client.call('ModelInfer', requestTo('double'));
    client.close();
  });
});

it.each([
  ['groups nested a million deep', Buffer.alloc(1_000_000, 0x0b)],
  ['a length of two gigabytes', Buffer.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07)],
  ['a number that never ends', Buffer.alloc(100, 0xff)],
  ['packed numbers beyond their message', Buffer.of(0x2a, 0x04, 0x1a, 0x7f, 0x01, 0x01)],
])('goes on after bytes that are no message: %s', async (_name, bytes) => {
  const { client } = await start({ maxMessage: 2 ** 21 });
  const { status } = await refusalOf(client.sendBytes(bytes));
  expect(status).not.toBe('UNAVAILABLE');
  await client.call('ModelInfer', requestTo('double'));
});

describe('the end', () => {
  it('lets calls that run finish, and takes no new ones', async () => {
    const app = await start();
    const answer = app.client.call('ModelInfer', requestTo('slow'));
    await begun(app);
    const drained = app.server.drain(60_000);
    const late = await connect(app.server.port);
    expect(await refusalOf(late.call('ServerLive', {}))).toMatchObject({ status: 'UNAVAILABLE' });
    late.close();
    app.models.release();
    expect(await answer).toMatchObject({ model_name: 'slow' });
    await drained; // although the client keeps its connection
  });

  it('comes for calls that do not finish in time', async () => {
    const app = await start();
    const refused = refusalOf(app.client.call('ModelInfer', requestTo('slow')));
    const signal = await begun(app);
    await app.server.drain(100);
    await refused;
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });
});

it('says which address it cannot have', async () => {
  const { server } = await start();
  await expect(start({ port: server.port })).rejects.toMatchObject({
    code: 'server/listen',
    message: expect.stringContaining(`127.0.0.1:${server.port}`),
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

it.skipIf(!hasOpenssl)('speaks TLS (skipped where there is no openssl to make a certificate)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-tls-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      keyFile,
      '-out',
      certFile,
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  rmSync(folder, { recursive: true });
  const { server } = await start({ tls: { key, cert } });
  const client = await connect(server.port, { credentials: ChannelCredentials.createSsl(cert) });
  expect(await client.call('ServerLive', {})).toEqual({ live: true });
  client.close();
});

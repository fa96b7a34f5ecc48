/** The built server under TLS and with tokens. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect, type OutgoingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../workspace/workspace.js';
import { ask } from './support/ask.js';
import { temporaryFolder } from './support/folder.js';
import { run, startServer, type Ended } from './support/server.js';

const models = join(root, 'models');
const path = '/v1/models/mnist-wgan-gp/samples/7.png';

interface Pair {
  readonly cert: string;
  readonly key: string;
}

const curve = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** A certificate for this machine, signed by itself, and its key of the kind that openssl is told by. */
function certificate(kind: readonly string[] = curve, protection: readonly string[] = ['-nodes']): Pair {
  const folder = temporaryFolder();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = ['-newkey', ...kind, ...protection, '-keyout', key, '-out', cert];
  const { status, stderr } = spawnSync('openssl', [
    'req',
    '-x509',
    '-subj',
    '/CN=localhost',
    '-days',
    '2',
    ...made,
  ]);
  expect(status, stderr.toString()).toBe(0);
  return { cert, key };
}

/** An answer over HTTP/2. */
function askHttp2(
  url: string,
  more: OutgoingHttpHeaders = {},
): Promise<{ status: number; bytes: number; policy: string }> {
  return new Promise((resolve, reject) => {
    const session = connect(url, { rejectUnauthorized: false });
    session.on('error', reject);
    const stream = session.request({ ':path': path, ...more });
    let [status, bytes, policy] = [0, 0, ''];
    stream.on('response', (headers) => {
      status = Number(headers[':status']);
      policy = String(headers['strict-transport-security']);
    });
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    stream.on('error', reject);
    // The session stays open: a server that stops must end it.
    stream.on('end', () => resolve({ status, bytes, policy }));
  });
}

/** With an error that begins so, before anything starts: the log is empty. */
async function expectRefused({ cert, key }: Pair, words: string): Promise<Ended> {
  const flags = [`--models=${models}`, '--port=0', `--tls-cert=${cert}`, `--tls-key=${key}`];
  const ended = await run(['serve', ...flags]).ended;
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(`Error [server/config]: ${words}`);
  expect(ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
}

describe.skipIf(spawnSync('openssl', ['version']).status !== 0)('under TLS (needs openssl)', () => {
  it('speaks HTTP/2, and stops although a client keeps its connection', async () => {
    const { cert, key } = certificate();
    const server = await startServer(models, [`--tls-cert=${cert}`, `--tls-key=${key}`, '--http2']);
    expect(server.url).toMatch(/^https:/);
    const { status, bytes, policy } = await askHttp2(server.url);
    expect(status).toBe(200);
    expect(bytes).toBeGreaterThan(100);
    expect(policy).toMatch(/^max-age=/);
    // What HTTP/1.1 refuses, HTTP/2 refuses.
    expect(await askHttp2(server.url, { x: 'x'.repeat(20_000) })).toMatchObject({ status: 431 });
    expect(await askHttp2(server.url, { expect: 'miracles' })).toMatchObject({ status: 417 });
    await server.stop();
  });

  it('refuses a key that is of another certificate, also one of another kind', async () => {
    const own = certificate();
    for (const other of [certificate(), certificate(['rsa:2048'])]) {
      await expectRefused(
        { cert: own.cert, key: other.key },
        `The key --tls-key=${other.key} does not belong to the certificate --tls-cert=${own.cert}. Give the key`,
      );
    }
  });

  it('refuses a key that a passphrase protects, and one that is none', async () => {
    const guarded = certificate(curve, ['-passout', 'pass:secret']);
    for (const key of [guarded.key, guarded.cert]) {
      const { stderr } = await expectRefused({ cert: guarded.cert, key }, `The key --tls-key=${key} cannot be used: `); // prettier-ignore
      expect(stderr).toContain('Give a PEM file with a private key that no passphrase protects.');
    }
  });
});

describe('a certificate', () => {
  it('that is not there is refused before models load, and so is its key', async () => {
    const [none, some] = [join(temporaryFolder(), 'none.pem'), join(root, 'package.json')];
    await expectRefused({ cert: none, key: some }, `The certificate --tls-cert=${none} cannot be read (ENOENT). Give a PEM`); // prettier-ignore
    await expectRefused({ cert: some, key: none }, `The key --tls-key=${none} cannot be read (ENOENT). Give a PEM`); // prettier-ignore
  });

  it('that is none is refused with what it should be', async () => {
    const file = join(root, 'package.json');
    const { stderr } = await expectRefused({ cert: file, key: file }, `The certificate --tls-cert=${file} cannot be used: `); // prettier-ignore
    expect(stderr).toContain('Give a PEM file that has "-----BEGIN CERTIFICATE-----" in it.');
  });
});

describe('what caches between may keep', () => {
  const pinned = `${path}?model=853e5f98`;

  it('is everything that has a seed where anybody may ask, for good if the address has the hash', async () => {
    const server = await startServer(models, ['--cache-seconds=5']);
    const control = async (address: string) => (await ask(server, address)).headers['cache-control'];
    expect(await control(path)).toBe('public, max-age=5, immutable');
    expect(await control(pinned)).toBe('public, max-age=31536000, immutable');
    expect(await control('/v1/models/mnist-wgan-gp/samples')).toBe('no-store');
    await server.stop();
  });

  it('is nothing where callers need tokens', async () => {
    const hash = createHash('sha256').update('secret').digest('hex');
    const server = await startServer(models, [`--tokens=shop:${hash}`]);
    const headers = { authorization: 'Bearer secret' };
    const control = async (address: string) =>
      (await ask(server, address, { headers })).headers['cache-control'];
    expect(await control(path)).toBe('private, max-age=60, immutable');
    expect(await control(pinned)).toBe('private, max-age=31536000, immutable');
    await server.stop();
  });
});

/** docs/server.md against the server: its tables are current, and its commands with curl do what they say. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../workspace/workspace.js';
import { ask, jsonOf } from './support/ask.js';
import { temporaryFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

const page = readFileSync(join(root, 'docs/server.md'), 'utf8');

it('has the tables of options, errors and metrics that the server gives', () => {
  const { status, stderr } = spawnSync(process.execPath, ['apps/server/scripts/docs.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(page).toContain('`--max-batch`');
  expect(page).toContain('`server/queue-full`');
  expect(page).toContain('`kantor_queue_seconds`');
});

let server: Server;
beforeAll(async () => {
  server = await startServer(join(root, 'models'), ['--cors=*']);
});
afterAll(() => server.stop());

/** Blocks of commands for a shell that ask the server. */
function examplesOf(text: string): readonly string[] {
  const blocks = Array.from(text.matchAll(/```sh\n([^]*?)```/g), ([, code = '']) => code);
  return blocks.filter((code) => code.includes('curl ')).map((code) => code.trim());
}

/** As it stands there, but for the port; an answer that is an error fails the command. */
function run(code: string) {
  const folder = temporaryFolder();
  const strict = 'set -euo pipefail; curl() { command curl --fail-with-body --silent --show-error "$@"; }\n';
  const command = strict + code.replaceAll('http://127.0.0.1:8080', server.url);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
  const files = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  return { status, stdout, stderr, files };
}

function kindOf(bytes: Buffer): string {
  if (bytes.subarray(1, 4).toString() === 'PNG') return 'png';
  return bytes.subarray(1, 6).toString() === 'NUMPY' ? 'npy' : 'unknown';
}

const examples = ['README.md', 'docs/server.md'].flatMap((name) =>
  examplesOf(readFileSync(join(root, name), 'utf8'))
    .filter((code) => !code.includes('npx nx'))
    .map((code) => ({ name, code })),
);

it('has examples of its main ways to ask', () => {
  const all = examples.map(({ code }) => code).join('\n');
  for (const word of ['samples/7.png', 'count=64', 'interpolate', 'latents?', '/infer', 'immutable']) {
    expect(all).toContain(word);
  }
});

describe.each(examples)('$name: $code', ({ code }) => {
  it('runs, and each file that it writes is what its name says', () => {
    const { status, stdout, stderr, files } = run(code);
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
    for (const { name, bytes } of files) expect(kindOf(bytes), name).toBe(name.split('.').at(-1));
    expect(files.length + stdout.length).toBeGreaterThan(0);
  });
});

it('names every route that the interface lists', async () => {
  const { paths } = jsonOf(await ask(server, '/openapi.json')) as { paths: Record<string, object> };
  const told = page.replaceAll('{ext}', '{extension}');
  for (const route of Object.keys(paths).filter((route) => !route.includes('{version}'))) {
    const [, end = ''] = /(\/(?:config|stats|unload))$/.exec(route) ?? [];
    expect(told.includes(route) || told.includes(`…${end}`), route).toBe(true);
  }
});

it('names every header of its own that an answer has', async () => {
  const { headers } = await ask(server, '/v1/models/mnist-wgan-gp/samples/7.png');
  const own = Object.keys(headers).filter((name) => /^(kantor-|x-request|server-timing)/.test(name));
  expect(own.length).toBeGreaterThan(8);
  for (const name of own) expect(page.toLowerCase()).toContain(`\`${name}\``);
});

it('names no header of an answer that scripts of other origins may not read', async () => {
  const [, section = ''] = /^## Headers of an answer$([^]*?)^## /m.exec(page) ?? [];
  const named = section
    .split('\n')
    .map((row) => row.split('|')[1] ?? '')
    .flatMap((cell) => Array.from(cell.matchAll(/`([\w-]+)`/g), ([, name = '']) => name));
  expect(named).toContain('Inference-Header-Content-Length');
  const headers = { Origin: 'https://a.example' };
  const answer = await ask(server, '/v1/models/mnist-wgan-gp/samples/7.png', { headers });
  const exposed = String(answer.headers['access-control-expose-headers']).split(', ');
  expect(exposed).toEqual(expect.arrayContaining([...named, 'ETag', 'Content-Location']));
});

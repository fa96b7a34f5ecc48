/** The Dockerfile as text: there may be no docker where tests run. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { properties } from '../../apps/server/src/config/schema.js';
import { variableOf } from '../../apps/server/src/config/read.js';
import { readJson, root, type Manifest } from '../workspace/workspace.js';

const file = readFileSync(join(root, 'apps/server/Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

function argumentsOf(instruction: string, of: readonly string[]): readonly string[] {
  return of
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => line.slice(instruction.length + 1).trim());
}

it('builds by commands that are there, from files that the context lets in', () => {
  const { scripts = {} } = readJson<Manifest>('apps/server/package.json');
  expect(file).toContain('cd apps/server && npm run build');
  expect(scripts['build']).toBe('node scripts/build.mjs');
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  for (const needed of [
    'package-lock.json',
    '.npmrc',
    'LICENSE',
    'apps/server/pages',
    'tsconfig.base.json',
  ]) {
    expect(existsSync(join(root, needed)), needed).toBe(true);
    expect(ignored).not.toContain(needed);
  }
});

it('copies into the image the folder that the build writes, and nothing else', () => {
  expect(argumentsOf('COPY', last)).toEqual(['--from=build /build/dist/apps/server /app']);
  const script = readFileSync(join(root, 'apps/server/scripts/package.mjs'), 'utf8');
  expect(script).toContain("join(root, 'dist/apps/server')");
  expect(argumentsOf('ENTRYPOINT', last)).toEqual(['["node", "/app"]']);
});

it('runs as somebody who is not root, and is stopped by the signal that the server heeds', () => {
  const order = last.map((line) => line.split(' ')[0]);
  expect(argumentsOf('USER', last)).toEqual(['node']);
  expect(order.indexOf('USER')).toBeLessThan(order.indexOf('ENTRYPOINT'));
  expect(argumentsOf('STOPSIGNAL', last)).toEqual(['SIGTERM']);
});

it('sets only variables that the server reads', () => {
  const known = Object.keys(properties).map((name) => variableOf(name as keyof typeof properties));
  const set = argumentsOf('ENV', last).flatMap((line) =>
    [...line.matchAll(/(KANTOR_\w+)=/g)].map(([, name]) => name),
  );
  expect(set.length).toBeGreaterThan(0);
  expect(known).toEqual(expect.arrayContaining(set));
});

it('asks whether the server lives with a command that ends with 0 if it does, and else with 1', async () => {
  const [, words = ''] = /HEALTHCHECK[^\n]*CMD (\[.*\])/.exec(file) ?? [];
  const [program, ...args] = JSON.parse(words) as string[];
  expect(program).toBe('node');
  let alive = true;
  const server = createServer(({ url }, response) => {
    response.writeHead(alive && url === '/v2/health/live' ? 200 : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const check = (): Promise<number | null> =>
    new Promise((resolve) => {
      const env = { ...process.env, KANTOR_PORT: String(port) };
      spawn(process.execPath, args, { env }).once('exit', resolve);
    });
  expect(await check()).toBe(0);
  alive = false;
  expect(await check()).toBe(1);
  await new Promise((resolve) => server.close(resolve));
  expect(await check()).toBe(1);
});

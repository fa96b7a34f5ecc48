/** A machine that is short of something: a full disk behind the log, a log that nobody reads, a folder that is read-only. */
import { chmodSync, closeSync, openSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { ask, expectAlive } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { run, startServer, type Program } from './support/server.js';

const models = modelFolder({ echo: echo() });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server whose log cannot be read, so that it is found by asking. */
async function startBlind(stdout: number): Promise<{ url: string; program: Program }> {
  const port = await freePort();
  const flags = [
    `--models=${models}`,
    `--port=${port}`,
    '--no-grpc',
    '--device=cpu',
    '--threads=1',
    '--log-level=trace',
  ];
  const program = run(['serve', ...flags], { stdout });
  const url = `http://127.0.0.1:${port}`;
  const status = () => ask({ url }, '/v2/health/ready').then((answer) => answer.status, () => 0); // prettier-ignore
  await expect.poll(status, { timeout: 30_000, interval: 20 }).toBe(200);
  return { url, program };
}

async function expectServes(server: { readonly url: string }): Promise<void> {
  for (let seed = 0; seed < 50; seed++) {
    expect((await ask(server, `/v1/models/echo/samples/${seed}.png`)).status).toBe(200);
    expect((await ask(server, '/v1/models/nothing/samples')).status).toBe(404);
  }
}

describe('a log', () => {
  it('on a disk that is full ends nothing', async () => {
    const full = openSync('/dev/full', 'w');
    const { url, program } = await startBlind(full);
    closeSync(full);
    await expectServes({ url });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  }, 60_000);

  it('that nobody reads any more ends nothing', async () => {
    const server = await startServer(models, ['--log-level=trace']);
    server.child.stdout?.destroy();
    await expectServes(server);
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  }, 60_000);

  it('that is closed from the start ends nothing', async () => {
    const closed = openSync('/dev/null', 'r');
    const { url, program } = await startBlind(closed);
    closeSync(closed);
    await expectServes({ url });
    program.child.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  }, 60_000);
});

describe('a model folder', () => {
  it('that is read-only is served, since nothing is written to it', async () => {
    const folder = modelFolder({ echo: echo() });
    chmodSync(`${folder}/echo`, 0o555);
    chmodSync(folder, 0o555);
    const server = await startServer(folder, ['--reload-every=50']);
    await expectServes(server);
    await server.stop();
    chmodSync(folder, 0o755);
    chmodSync(`${folder}/echo`, 0o755);
    expect(readdirSync(`${folder}/echo`)).toEqual(['generator.onnx']);
  }, 60_000);

  it('that is empty is served as such, and says that it is not ready', async () => {
    const folder = modelFolder({});
    const server = await startServer(folder);
    expect((await ask(server, '/v2/health/ready')).status).toBe(503);
    expect((await ask(server, '/v1/models/echo/samples')).status).toBe(404);
    await expectAlive(server);
    await server.stop();
  }, 60_000);
});

it('a server that has served holds no more files than before', async () => {
  const server = await startServer(models, ['--keep-alive-timeout=50']);
  const open = (): number =>
    readdirSync(`/proc/${server.pid}/fd`).filter((fd) => {
      try {
        return !readlinkSync(`/proc/${server.pid}/fd/${fd}`).startsWith('socket:');
      } catch {
        return false;
      }
    }).length;
  await expectServes(server);
  const before = open();
  await expectServes(server);
  expect(open()).toBeLessThanOrEqual(before);
  await server.stop();
  rmSync(models, { recursive: true });
}, 60_000);

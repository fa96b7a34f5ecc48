/** How the server ends: what it has accepted it finishes, what comes later it refuses, and nothing stays behind. */
import { expect, describe, it } from 'vitest';
import { connect } from '../../apps/server/test/support/grpc-client.js';
import { hasEnded } from '../sampler/support/ended.js';
import { echo, slow } from '../sampler/support/models.js';
import { ask, expectFault, type Answer } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { stateOf, untilPending } from './support/model-state.js';
import { openWire, write } from './support/sockets.js';
import { run, startServer, type Server } from './support/server.js';

const models = modelFolder({ slow: slow() });
const samples = '/v1/models/slow/samples?format=binary';

/** A server with a call of so many images in hand, and the processes of its models. */
async function busyServer(
  images: number,
  flags: readonly string[] = [],
): Promise<{ server: Server; call: Promise<Answer | Error>; pids: readonly number[] }> {
  const server = await startServer(models, ['--max-batch=4', ...flags]);
  const { pids } = (await stateOf(server, 'slow')).workers;
  const call = ask(server, `${samples}&seed=1&count=${images}&priority=1`).catch((error: Error) => error);
  await untilPending(server, 'slow', images);
  return { server, call, pids };
}

async function expectAllEnded(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter((pid) => !hasEnded(pid)), { timeout: 10_000 }).toEqual([]);
}

describe('SIGTERM', () => {
  it('lets what is in hand finish, refuses what is new, and ends with code 0', async () => {
    const { server, call, pids } = await busyServer(400);
    const queued = [2, 3, 4].map((seed) => ask(server, `${samples}&seed=${seed}&priority=9`));
    await untilPending(server, 'slow', 403);
    const grpc = await connect(server.grpcPort);
    const overGrpc = grpc.call('ModelInfer', {
      model_name: 'slow',
      parameters: { priority: { int64_param: 9 } },
      inputs: [
        { name: 'latent', datatype: 'FP32', shape: [1, 4], contents: { fp32_contents: [1, 2, 3, 4] } },
      ],
    });
    await untilPending(server, 'slow', 404);
    server.child.kill('SIGTERM');
    await expect.poll(async () => (await ask(server, '/v2/health/ready')).status, { interval: 5 }).toBe(503);
    expect((await ask(server, '/v2/health/live')).status).toBe(200);
    expect((await ask(server, '/metrics')).status).toBe(200);
    const late = await ask(server, `${samples}&seed=5`);
    expectFault(late, 'server/not-ready');
    expect(late.status).toBe(503);
    expect(late.headers.connection).toBe('close');
    expect(late.headers['retry-after']).toBeDefined();
    expect(await call).toMatchObject({ status: 200, body: { length: 400 * 2 * 4 } });
    for (const { status } of await Promise.all(queued)) expect(status).toBe(200);
    expect(await overGrpc).toMatchObject({ model_name: 'slow' });
    grpc.close();
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
    expect(server.log().at(-1)?.msg).toBe('stopped');
    // Whom it refused is no fault of the server.
    expect(server.log().filter(({ level }) => level > 30)).toEqual([]);
    await expectAllEnded(pids);
  }, 60_000);

  it('ends although work is in hand once the grace period is over', async () => {
    const { server, call, pids } = await busyServer(4000, ['--grace-period=300']);
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await call).toBeInstanceOf(Error);
    await expectAllEnded(pids);
  }, 60_000);

  it('ends although a client reads nothing of a stream', async () => {
    const server = await startServer(models, ['--grace-period=300']);
    const { pids } = (await stateOf(server, 'slow')).workers;
    const call = ask(server, '/v1/models/slow/samples?count=60000&format=ndjson').catch(
      (error: Error) => error,
    );
    await expect.poll(async () => (await stateOf(server, 'slow')).images.pending, { timeout: 20_000 }).toBeGreaterThan(0); // prettier-ignore
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    await call;
    await expectAllEnded(pids);
  }, 60_000);

  it('ends at once where the clients of what was in hand are gone', async () => {
    const server = await startServer(models, ['--max-batch=4', '--grace-period=600000']);
    const wire = await openWire(server.port);
    await write(wire, `GET ${samples}&seed=3&count=300 HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5));
    await untilPending(server, 'slow', 1500);
    wire.socket.resetAndDestroy();
    await server.stop();
  }, 60_000);

  it('a second time ends at once', async () => {
    const { server, call, pids } = await busyServer(4000, ['--grace-period=600000']);
    server.child.kill('SIGTERM');
    await expect.poll(async () => (await ask(server, '/v2/health/ready')).status, { interval: 5 }).toBe(503);
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 1 });
    expect(await call).toBeInstanceOf(Error);
    await expectAllEnded(pids);
  }, 60_000);

  it('while models are loaded ends too', async () => {
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`slow-${i}`, slow()]));
    const { child, ended } = run(['serve', `--models=${modelFolder(many)}`, '--port=0', '--device=cpu']);
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGTERM');
    const { code, signal } = await ended;
    expect(code === 0 || signal === 'SIGTERM').toBe(true);
  }, 60_000);

  it('of an idle server with open connections ends it', async () => {
    const server = await startServer(modelFolder({ echo: echo() }));
    const grpc = await connect(server.grpcPort);
    await grpc.call('ServerLive', {});
    await Promise.all(Array.from({ length: 20 }, () => ask(server, '/v2/health/live')));
    await server.stop();
    grpc.close();
  }, 60_000);
});

it('SIGKILL leaves no process of a model behind', async () => {
  const { server, pids } = await busyServer(400);
  server.child.kill('SIGKILL');
  await server.ended;
  await expectAllEnded(pids);
}, 60_000);

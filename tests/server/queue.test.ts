/** Calls that wait: bounded, in their turn, in their time, and gone with their clients. */
import { setMaxListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, refusalOf, type GrpcClient } from '../../apps/server/test/support/grpc-client.js';
import { lookedUp, slow } from '../sampler/support/models.js';
import { ask, json, jsonOf, refused, type Answer } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { metric, stateOf, untilPending } from './support/model-state.js';
import { openWire, write } from './support/sockets.js';
import { startServer, type Server } from './support/server.js';

const models = modelFolder({ slow: slow(), lookup: lookedUp() });
const samples = '/v1/models/slow/samples?format=binary';

/** Keeps the model busy with an urgent call until it is released: whatever comes then waits. */
async function occupy(server: Server, images = 2000): Promise<() => Promise<void>> {
  const controller = new AbortController();
  const call = ask(server, `${samples}&seed=1&count=${images}&priority=1`, { signal: controller.signal });
  const ended = call.catch(() => undefined);
  await untilPending(server, 'slow', images);
  return async () => {
    controller.abort();
    await ended;
  };
}

describe('a queue', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(models, ['--max-queue=48', '--max-batch=4']);
  }, 60_000);
  afterAll(() => server.stop());

  /** Fills it with one large call, which counts as three images, and small ones until they are released. */
  async function fill(images: number): Promise<() => Promise<void>> {
    const release = await occupy(server);
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const calls = Array.from({ length: images / 3 }, (_, i) =>
      ask(server, `${samples}&seed=${i}&count=3&priority=9`, { signal: gone.signal }),
    );
    const ended = Promise.allSettled(calls);
    await untilPending(server, 'slow', 2000 + images);
    return async () => {
      gone.abort();
      await ended;
      await release();
      await untilPending(server, 'slow', 0);
    };
  }

  it('that is full refuses at once, says when to come again, and takes more afterwards', async () => {
    const release = await fill(45);
    const answer = await refused(server, `${samples}&seed=2`, {}, 'server/queue-full');
    expect(answer.headers['retry-after']).toBe('1');
    const tensor = { name: 'latent', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] };
    await refused(server, '/v2/models/slow/infer', json({ inputs: [tensor] }), 'server/queue-full');
    await refused(server, '/v1/models/slow/samples?format=ndjson', {}, 'server/queue-full');
    expect(await metric(server, 'kantor_queue_fullness_ratio')).toBe(1);
    expect(await metric(server, 'nv_inference_pending_request_count')).toBe(16);
    await release();
    expect((await ask(server, `${samples}&seed=2`)).status).toBe(200);
    expect(await metric(server, 'kantor_faults_total', { code: 'server/queue-full' })).toBe(3);
  });

  it('counts images, of which no more are taken than it holds', async () => {
    const release = await fill(42);
    const calls = await Promise.all(
      [2, 3, 4, 5].map((seed) => ask(server, `${samples}&seed=${seed}&priority=2`)),
    );
    expect(calls.map(({ status }) => status).sort()).toEqual([200, 200, 200, 503]);
    await release();
  });

  it('that has a call for more images than it holds takes single ones', async () => {
    const release = await occupy(server, 10_000);
    expect((await ask(server, `${samples}&seed=2&priority=1`)).status).toBe(200);
    await release();
  });
});

describe('a call', () => {
  let server: Server;
  let grpc: GrpcClient;
  let release: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    server = await startServer(models, ['--max-batch=4']);
    grpc = await connect(server.grpcPort);
  }, 60_000);
  afterEach(async () => {
    await release();
    await untilPending(server, 'slow', 0);
  });
  afterAll(async () => {
    grpc.close();
    await server.stop();
  });

  const tensor = { name: 'latent', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] };

  it('whose time is over while it waits is told so, and never runs', async () => {
    const { drawn } = (await stateOf(server, 'slow')).images;
    release = await occupy(server);
    const infer = json({ inputs: [tensor], parameters: { timeout: 50_000, priority: 9 } });
    await refused(server, `${samples}&seed=2&count=3&timeout=50&priority=9`, {}, 'server/deadline');
    await refused(server, `${samples}&seed=2&priority=9`, { headers: { timeout: '50' } }, 'server/deadline');
    await refused(
      server,
      '/v1/models/slow/samples?format=ndjson&timeout=50&priority=9',
      {},
      'server/deadline',
    );
    await refused(server, '/v1/models/slow/samples/1.npy?timeout=50&priority=9', {}, 'server/deadline');
    await refused(server, '/v2/models/slow/infer', infer, 'server/deadline');
    await release();
    await untilPending(server, 'slow', 0);
    const later = (await stateOf(server, 'slow')).images.drawn;
    // What the release left of the urgent call is a multiple of the batch; the late ones would have been 7 more.
    expect((later - drawn) % 4).toBe(0);
    expect(await metric(server, 'nv_inference_request_failure', { reason: 'server/deadline' })).toBe(5);
  });

  it('over gRPC, whose deadline or parameter is over, likewise', async () => {
    release = await occupy(server);
    const { data: fp32_contents, ...input } = tensor;
    const inputs = [{ ...input, contents: { fp32_contents } }];
    const request = { model_name: 'slow', inputs, parameters: { priority: { int64_param: 9 } } };
    const timed = { ...request, parameters: { ...request.parameters, timeout: { int64_param: 50_000 } } };
    const refusal = await refusalOf(grpc.call('ModelInfer', timed));
    expect(refusal).toMatchObject({ status: 'DEADLINE_EXCEEDED', code: 'server/deadline' });
    const counted = () =>
      metric(server, 'kantor_http_request_duration_seconds_count', { route: 'grpc ModelInfer', status: 'server/deadline' }); // prettier-ignore
    const before = await counted();
    const { status } = await refusalOf(grpc.call('ModelInfer', request, { deadline: Date.now() + 100 }));
    expect(status).toBe('DEADLINE_EXCEEDED');
    await expect.poll(counted, { timeout: 10_000 }).toBe(before + 1);
  });

  it('whose client goes away while it waits never runs', async () => {
    release = await occupy(server, 400);
    const { drawn } = (await stateOf(server, 'slow')).images;
    const cancelled = await metric(server, 'kantor_faults_total', { code: 'server/cancelled' });
    const gone = new AbortController();
    const { signal } = gone;
    const infer = json({ inputs: [tensor], parameters: { priority: 9 } });
    const calls = [
      ask(server, `${samples}&seed=2&count=2&priority=9`, { signal }),
      ask(server, '/v2/models/slow/infer', { ...infer, signal }),
      grpc.call('ModelInfer', { model_name: 'slow', parameters: { priority: { int64_param: 9 } }, inputs: [{ ...tensor, data: undefined, contents: { fp32_contents: tensor.data } }] }, { signal }), // prettier-ignore
    ];
    const ends = Promise.allSettled(calls);
    await untilPending(server, 'slow', 404);
    gone.abort();
    for (const { status } of await ends) expect(status).toBe('rejected');
    await untilPending(server, 'slow', 400);
    expect(await metric(server, 'kantor_faults_total', { code: 'server/cancelled' })).toBe(cancelled + 3);
    await release();
    await untilPending(server, 'slow', 0);
    expect(((await stateOf(server, 'slow')).images.drawn - drawn) % 4).toBe(0);
  });

  it('that waits behind another one of its connection never runs either, when that is lost', async () => {
    release = await occupy(server, 400);
    const wire = await openWire(server.port);
    const request = `GET ${samples}&seed=3&count=3&priority=9 HTTP/1.1\r\nHost: x\r\n\r\n`;
    await write(wire, request.repeat(5));
    await untilPending(server, 'slow', 415);
    wire.socket.resetAndDestroy();
    await untilPending(server, 'slow', 400);
  });

  it('that is urgent goes before others that came earlier', async () => {
    release = await occupy(server, 40);
    const order: number[] = [];
    const call = async (priority: number, seed: number): Promise<void> => {
      expect((await ask(server, `${samples}&seed=${seed}&count=4&priority=${priority}`)).status).toBe(200);
      order.push(priority);
    };
    const late = [1, 2, 3].map((seed) => call(9, seed));
    await untilPending(server, 'slow', 52);
    const early = [4, 5, 6].map((seed) => call(2, seed));
    await Promise.all([...late, ...early]);
    expect(order).toEqual([2, 2, 2, 9, 9, 9]);
  });

  it('for one image does not wait until ten thousand others are drawn', async () => {
    const controller = new AbortController();
    const stream = ask(server, '/v1/models/slow/samples?seed=1&count=10000&format=ndjson', {
      signal: controller.signal,
    }).then(
      () => 'done',
      () => 'left',
    );
    const pending = async () => (await stateOf(server, 'slow')).images.pending;
    await expect.poll(pending, { timeout: 20_000 }).toBeGreaterThan(0);
    const before = (await stateOf(server, 'slow')).images.drawn;
    const singles = 20;
    for (let seed = 0; seed < singles; seed++) {
      expect((await ask(server, `${samples}&seed=${seed}`)).status).toBe(200);
    }
    const drawn = (await stateOf(server, 'slow')).images.drawn - before;
    // Two batches lie in the worker, and a single image is in the one after them: three batches of 4 at most, each.
    expect(drawn).toBeLessThanOrEqual(singles * 16);
    controller.abort();
    expect(await stream).toBe('left');
  });
});

describe('calls in one batch', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(models, ['--max-batch=64', '--max-queue-delay=50']);
  }, 60_000);
  afterAll(() => server.stop());

  /** The table of the model has three rows: the class 7 fails while the model runs. */
  const call = (latent: number, label: number): Promise<Answer> =>
    ask(
      server,
      '/v2/models/lookup/infer',
      json({
        inputs: [
          { name: 'latent', datatype: 'FP32', shape: [1, 1], data: [latent] },
          { name: 'label', datatype: 'INT64', shape: [1], data: [label] },
        ],
      }),
    );

  it('fail alone if one of them is wrong', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => call(i, i === 17 ? 7 : i % 3)));
    for (const [i, answer] of answers.entries()) {
      if (i === 17) {
        expect(answer.status).toBe(500);
        expect(jsonOf(answer)).toMatchObject({ code: 'server/model-failed' });
      } else {
        expect(jsonOf(answer).outputs[0].data).toEqual([i, 10 * (1 + (i % 3))]);
      }
    }
    // They were in a batch together, or nothing is shown.
    expect(await metric(server, 'nv_inference_count', { model: 'lookup' })).toBe(39);
    // Whoever was in the batch with it was computed again, alone.
    const alone = await metric(server, 'kantor_batch_size_bucket', { model: 'lookup', le: '1' });
    expect(alone).toBeGreaterThan(0);
  });
});

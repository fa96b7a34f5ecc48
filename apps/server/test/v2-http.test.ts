/** The protocol over real HTTP: paths, statuses, bodies of every kind, and clients that go away. */
import { request as httpRequest } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { inferRequestSchema, inferResponseSchema } from '../src/v2/schemas.js';
import { binaryBody, latentsRequest } from './support/infer.js';
import { startV2App, type V2App } from './support/v2-app.js';

let app: V2App;
beforeEach(async () => {
  app = await startV2App();
});
afterEach(() => app.close());

const infer = '/v2/models/double/infer';
const doubled = [2, -4, 1, 8];

describe('health', () => {
  it('is ready, and not once the server stops, while it still lives', async () => {
    expect(await app.get('/v2/health/live')).toEqual([200, { live: true }]);
    expect(await app.get('/v2/health/ready')).toEqual([200, { ready: true }]);
    app.models.isReady = false;
    expect(await app.get('/v2/health/live')).toEqual([200, { live: true }]);
    expect(await app.get('/v2/health/ready')).toEqual([503, { ready: false }]);
  });

  it('is told of each model and version', async () => {
    expect(await app.get('/v2/models/double/ready')).toEqual([200, { name: 'double', ready: true }]);
    expect(await app.get('/v2/models/double/versions/1/ready')).toEqual([
      200,
      { name: 'double', ready: true },
    ]);
    expect(await app.get('/v2/models/broken/ready')).toEqual([503, { name: 'broken', ready: false }]);
    expect(await app.get('/v2/models/none/ready')).toMatchObject([404, { code: 'server/not-found' }]);
    expect(await app.get('/v2/models/double/versions/9/ready')).toMatchObject([404, {}]);
  });
});

describe('metadata', () => {
  it('of the server', async () => {
    const expected = [200, app.deps.server];
    expect(await app.get('/v2')).toEqual(expected);
    expect(await app.get('/v2/')).toEqual(expected);
  });

  it('of a model', async () => {
    const port = { datatype: 'FP32', shape: [-1, 4] };
    const expected = {
      name: 'double',
      versions: ['1', '2'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'latents', ...port }],
      outputs: [{ name: 'samples', ...port }],
    };
    expect(await app.get('/v2/models/double')).toEqual([200, expected]);
    expect(await app.get('/v2/models/double/versions/1')).toEqual([200, expected]);
    expect(await app.get('/v2/models/a%2Fb')).toMatchObject([404, { error: 'There is no model "a/b".' }]);
  });
});

describe('configuration', () => {
  it('leaves the batch out of the dims, as Triton does', async () => {
    const [, config] = await app.get('/v2/models/double/config');
    expect(config).toEqual({
      name: 'double',
      platform: 'onnxruntime_onnx',
      backend: 'onnxruntime',
      version_policy: { specific: { versions: [1, 2] } },
      max_batch_size: 64,
      input: [{ name: 'latents', data_type: 'TYPE_FP32', dims: [4] }],
      output: [{ name: 'samples', data_type: 'TYPE_FP32', dims: [4] }],
      dynamic_batching: {
        preferred_batch_size: [1, 8, 64],
        max_queue_delay_microseconds: 2000,
        priority_levels: 9,
        default_priority_level: 5,
      },
      instance_group: [{ name: 'double_0', count: 2, kind: 'KIND_CPU' }],
    });
  });

  it('gives complete shapes where an input is a list', async () => {
    const [, config] = await app.get('/v2/models/labelled/config');
    expect(config).toMatchObject({ max_batch_size: 0, input: [{ dims: [-1, 2, 2] }, { dims: [-1] }, {}] });
    expect(config).not.toHaveProperty('dynamic_batching');
  });
});

describe('statistics', () => {
  it('count in nanoseconds, for a model or for all', async () => {
    await app.post(infer, latentsRequest());
    const once = { count: 1, ns: 1_500_000 };
    const expected = {
      name: 'double',
      version: '2',
      last_inference: 1000,
      inference_count: 3,
      execution_count: 1,
      inference_stats: { success: once, fail: { count: 0, ns: 0 }, compute_infer: once },
      batch_stats: [{ batch_size: 8, compute_infer: once }],
    };
    expect(await app.get('/v2/models/double/stats')).toMatchObject([200, { model_stats: [expected] }]);
    const [, { model_stats }] = (await app.get('/v2/models/stats')) as [number, { model_stats: unknown[] }];
    expect(model_stats).toMatchObject([expected, {}, {}, {}]);
  });

  it('are refused where nobody counts', async () => {
    delete app.models.statistics;
    expect(await app.get('/v2/models/double/stats')).toMatchObject([501, { code: 'server/not-enabled' }]);
  });
});

describe('inference', () => {
  it('answers JSON with JSON, as the documented schemas say', async () => {
    const sent = latentsRequest({}, { id: 'seven' });
    expect(() => inferRequestSchema.parse(sent)).not.toThrow();
    const [status, answer] = await app.post(infer, sent);
    expect(status).toBe(200);
    expect(z.strictObject(inferResponseSchema.shape).parse(answer)).toEqual(answer);
    expect(answer).toEqual({
      model_name: 'double',
      model_version: '2',
      id: 'seven',
      parameters: { sha256: 'ab'.repeat(32) },
      outputs: [{ name: 'samples', datatype: 'FP32', shape: [1, 4], data: doubled }],
    });
  });

  it('answers bytes with bytes', async () => {
    const input = { data: undefined, parameters: { binary_data_size: 16 } };
    const { body, headers } = binaryBody(
      latentsRequest(input, { parameters: { binary_data_output: true } }),
      Float32Array.of(1, -2, 0.5, 4),
    );
    const response = await fetch(app.address + infer, { method: 'POST', body, headers });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const length = Number(response.headers.get('inference-header-content-length'));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(JSON.parse(bytes.toString('utf8', 0, length))).toMatchObject({
      outputs: [{ name: 'samples', shape: [1, 4], parameters: { binary_data_size: 16 } }],
    });
    expect(new Float32Array(new Uint8Array(bytes.subarray(length)).buffer)).toEqual(
      Float32Array.from(doubled),
    );
  });

  it.each([
    [undefined],
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['application/octet-stream'],
    ['application/x-www-form-urlencoded'],
  ])('takes a body of the type %s', async (type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    expect(await app.post(infer, latentsRequest(), headers)).toMatchObject([
      200,
      { outputs: [{ data: doubled }] },
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const)('reads a body after the application undid %s', async (encoding, compress) => {
    const input = { data: undefined, parameters: { binary_data_size: 16 } };
    const { body, headers } = binaryBody(latentsRequest(input), Float32Array.of(1, -2, 0.5, 4));
    const sent = app.post(infer, compress(body), { ...headers, 'content-encoding': encoding });
    expect(await sent).toMatchObject([200, { outputs: [{ data: doubled }] }]);
  });

  it('hands the version, the priority and the timeout on', async () => {
    const parameters = { priority: 2, timeout: 2_500_000 };
    const [, answer] = await app.post(
      '/v2/models/double/versions/1/infer',
      latentsRequest({}, { parameters }),
    );
    expect(answer).toMatchObject({ model_version: '1' });
    expect(app.models.calls.at(-1)).toMatchObject({
      model: 'double',
      version: '1',
      priority: 2,
      timeout: 2500,
    });
  });

  it('takes a call back when its client goes away', async () => {
    const client = httpRequest(`${app.address}/v2/models/slow/infer`, { method: 'POST' });
    client.on('error', () => undefined);
    client.end(JSON.stringify(latentsRequest()));
    await vi.waitFor(() => expect(app.models.calls).toHaveLength(1));
    const { signal } = app.models.calls[0];
    expect(signal?.aborted).toBe(false);
    client.destroy();
    await vi.waitFor(() => expect(signal?.aborted).toBe(true));
    expect(signal?.reason).toMatchObject({ code: 'server/cancelled' });
  });

  it('takes no call back whose client waits', async () => {
    const answer = app.post('/v2/models/slow/infer', latentsRequest());
    await vi.waitFor(() => expect(app.models.calls).toHaveLength(1));
    app.models.release();
    expect(await answer).toMatchObject([200, { outputs: [{ data: doubled }] }]);
    expect(app.models.calls[0].signal?.aborted).toBe(false);
  });
});

it("keeps to the application's limit of a body", async () => {
  const small = await startV2App({ bodyLimit: 1000 });
  const body = JSON.stringify(latentsRequest({}, { id: 'x'.repeat(1000) }));
  const response = await fetch(`${small.address}${infer}`, { method: 'POST', body: Buffer.from(body) });
  expect(response.status).toBe(413);
  await small.close();
});

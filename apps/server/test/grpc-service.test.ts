/** The gRPC service before a real client: what each method gives, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGrpcApp, type GrpcApp } from './support/grpc-app.js';
import { refusalOf } from './support/grpc-client.js';
import { wideLabels } from './support/models.js';

let app: GrpcApp;
beforeAll(async () => {
  app = await startGrpcApp();
});
afterAll(() => app.close());

const call = (method: string, request: object = {}) => app.client.call(method, request);

const latents = Float32Array.of(1, -2, 0.5, Number.NaN);
const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer, byteOffset, byteLength);
const input = { name: 'latents', datatype: 'FP32', shape: [1, 4] };
const raw = { model_name: 'double', inputs: [input], raw_input_contents: [bytes(latents)] };
const typed = (contents: object, more: object = {}) => ({
  model_name: 'double',
  inputs: [{ ...input, ...more, contents }],
});
const numbers = { fp32_contents: [1, 2, 3, 4] };

describe('methods', () => {
  it('say how the server and its models are', async () => {
    expect(await call('ServerLive')).toEqual({ live: true });
    expect(await call('ServerReady')).toEqual({ ready: true });
    app.models.isReady = false;
    expect(await call('ServerReady')).toEqual({ ready: false });
    app.models.isReady = true;
    expect(await call('ModelReady', { name: 'double', version: '1' })).toEqual({ ready: true });
    expect(await call('ModelReady', { name: 'broken' })).toEqual({ ready: false });
    expect(await call('ServerMetadata')).toEqual(app.deps.server);
  });

  it('give metadata and configuration', async () => {
    const port = { datatype: 'FP32', shape: ['-1', '4'] };
    expect(await call('ModelMetadata', { name: 'double' })).toEqual({
      name: 'double',
      versions: ['1', '2'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'latents', ...port }],
      outputs: [{ name: 'samples', ...port }],
    });
    expect(await call('ModelConfig', { name: 'double' })).toMatchObject({
      config: {
        name: 'double',
        backend: 'onnxruntime',
        version_policy: { specific: { versions: ['1', '2'] } },
        max_batch_size: 64,
        input: [{ name: 'latents', data_type: 'TYPE_FP32', dims: ['4'] }],
        dynamic_batching: { preferred_batch_size: [1, 8, 64], max_queue_delay_microseconds: '2000' },
        instance_group: [{ count: 2, kind: 'KIND_CPU' }],
      },
    });
  });

  it('count', async () => {
    await call('ModelInfer', raw);
    const { model_stats } = await call('ModelStatistics', { name: 'double' });
    const once = { count: '1', ns: '1500000' };
    expect(model_stats).toMatchObject([
      { version: '2', inference_stats: { success: once, compute_infer: once } },
    ]);
    expect((await call('ModelStatistics')).model_stats).toHaveLength(4);
  });

  it('list, load and unload models', async () => {
    expect(await call('RepositoryIndex')).toEqual({ models: app.repository.index(false) });
    expect(await call('RepositoryIndex', { ready: true })).toEqual({ models: app.repository.index(true) });
    await call('RepositoryModelLoad', { model_name: 'double' });
    const parameters = { unload_dependents: { bool_param: false } };
    await call('RepositoryModelUnload', { model_name: 'double', parameters });
    expect(app.repository.told).toEqual(['load double', 'unload double']);
  });
});

describe('inference', () => {
  it('takes raw bytes and gives raw bytes', async () => {
    const answer = await call('ModelInfer', { ...raw, id: 'seven' });
    expect(answer).toEqual({
      model_name: 'double',
      model_version: '2',
      id: 'seven',
      parameters: { sha256: { string_param: 'ab'.repeat(32), parameter_choice: 'string_param' } },
      outputs: [{ name: 'samples', datatype: 'FP32', shape: ['1', '4'], parameters: {}, contents: null }],
      raw_output_contents: [bytes(Float32Array.of(2, -4, 1, Number.NaN))],
    });
  });

  it('takes typed contents of each kind, all 64 bits of them', async () => {
    const answer = await call('ModelInfer', {
      model_name: 'labelled',
      inputs: [
        {
          name: 'steps',
          datatype: 'INT32',
          shape: [2],
          contents: { int_contents: [-(2 ** 31), 2 ** 31 - 1] },
        },
        {
          name: 'labels',
          datatype: 'INT64',
          shape: [2],
          contents: { int64_contents: Array.from(wideLabels.data, String) },
        },
        {
          name: 'latents',
          datatype: 'FP32',
          shape: [2, 2, 2],
          contents: { fp32_contents: [1, 2, 3, 4, 5, 6, 7, Infinity] },
        },
      ],
      outputs: [{ name: 'labels' }, { name: 'samples' }],
    });
    expect(answer.raw_output_contents).toEqual([
      bytes(wideLabels.data),
      bytes(Float32Array.of(2, 4, 6, 8, 10, 12, 14, Infinity)),
    ]);
  });

  it('hands the version, the priority and the timeout on', async () => {
    const parameters = { priority: { uint64_param: 3 }, timeout: { int64_param: 2_500_000 } };
    await call('ModelInfer', { ...raw, model_version: '1', parameters });
    expect(app.models.calls.at(-1)).toMatchObject({ version: '1', priority: 3, timeout: 2500 });
    await call('ModelInfer', raw);
    expect(app.models.calls.at(-1)).toMatchObject({
      version: undefined,
      priority: undefined,
      timeout: undefined,
    });
  });
});

describe('refusals', () => {
  it.each([
    [
      'raw bytes and contents',
      { ...typed(numbers), raw_input_contents: [bytes(latents)] },
      'request',
      /one or the other/,
    ],
    [
      'raw bytes for another number of inputs',
      { ...raw, raw_input_contents: [Buffer.alloc(16), Buffer.alloc(16)] },
      'request',
      /2 items for 1 inputs/,
    ],
    [
      'raw bytes of another length',
      { ...raw, raw_input_contents: [Buffer.alloc(15)] },
      'tensor',
      /15 bytes, but FP32 of shape \[1, 4\] has 16/,
    ],
    [
      'contents of another length',
      typed({ fp32_contents: [1] }),
      'tensor',
      /1 elements in fp32_contents, but its shape \[1, 4\] has 4/,
    ],
    ['no contents', typed({}), 'tensor', /no elements in fp32_contents/],
    [
      'contents of another type',
      typed({ fp64_contents: [1, 2, 3, 4] }),
      'tensor',
      /came in fp64_contents; FP32 belongs in fp32_contents/,
    ],
    ['contents of two types', typed({ ...numbers, int_contents: [1] }), 'tensor', /came in int_contents/],
    ['FP64', typed(numbers, { datatype: 'FP64' }), 'tensor', /came as "FP64", but the model wants FP32/],
    ['a size below zero', typed(numbers, { shape: [-1, 4] }), 'tensor', /-1 on axis 0/],
    ['a size beyond 2^53', typed(numbers, { shape: ['9223372036854775807', 4] }), 'tensor', /on axis 0/],
    ['a shape of 2^53 elements or more', typed(numbers, { shape: [2 ** 52, 4] }), 'tensor', /2\^53 elements/],
    ['an unknown input', typed(numbers, { name: 'noise\ud800' }), 'tensor', /no input "noise/],
    ['no input', { model_name: 'double' }, 'tensor', /"latents" is not in the request/],
    ['an unknown output', { ...raw, outputs: [{ name: 'x' }] }, 'tensor', /no output "x"/],
    ['a priority of ten', { ...raw, parameters: { priority: { uint64_param: 10 } } }, 'request', /10 came/],
    [
      'a priority as text',
      { ...raw, parameters: { priority: { string_param: '1' } } },
      'request',
      /whole number/,
    ],
  ])('%s', async (_name, request, code, words) => {
    const { text, ...rest } = await refusalOf(call('ModelInfer', request));
    expect(rest).toEqual({ status: 'INVALID_ARGUMENT', code: `server/${code}` });
    expect(text).toMatch(words);
    expect(text).toContain(`(server/${code})`);
  });

  it.each([
    [
      'classification',
      { ...raw, outputs: [{ name: 'samples', parameters: { classification: { int64_param: 3 } } }] },
    ],
    [
      'shared memory',
      { ...raw, inputs: [{ ...input, parameters: { shared_memory_region: { string_param: 'a' } } }] },
    ],
    ['sequences', { ...raw, parameters: { sequence_id: { int64_param: 7 } } }],
  ])('%s is not offered', async (name, request) => {
    const { text, ...rest } = await refusalOf(call('ModelInfer', request));
    expect(rest).toEqual({ status: 'UNIMPLEMENTED', code: 'server/not-enabled' });
    expect(text).toMatch(new RegExp(`${name} (is|are) not offered`, 'i'));
  });

  it('models that are not there', async () => {
    const expected = { status: 'NOT_FOUND', code: 'server/not-found' };
    for (const method of ['ModelReady', 'ModelMetadata', 'ModelConfig', 'ModelStatistics'])
      expect(await refusalOf(call(method, { name: 'none' }))).toMatchObject(expected);
    expect(await refusalOf(call('ModelInfer', { ...raw, model_name: 'none' }))).toMatchObject(expected);
    expect(await refusalOf(call('ModelInfer', { ...raw, model_version: '7' }))).toMatchObject(expected);
  });

  it('models that a caller sends', async () => {
    const parameters = { config: { string_param: '{}' } };
    const refused = call('RepositoryModelLoad', { model_name: 'double', parameters });
    expect(await refusalOf(refused)).toMatchObject({ status: 'UNIMPLEMENTED', code: 'server/not-enabled' });
  });

  it('an error of the inside, of which nothing is told', async () => {
    app.models.failWith(new Error('/secret/path'));
    const text = 'The server failed; its log says how. (server/internal)';
    expect(await refusalOf(call('ModelInfer', raw))).toEqual({
      status: 'INTERNAL',
      code: 'server/internal',
      text,
    });
    app.models.failWith(undefined);
  });
});

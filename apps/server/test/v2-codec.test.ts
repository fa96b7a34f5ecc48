/** Bodies to tensors and back: what is taken, to the bit. */
import { floats, tensor } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import type { Inferred } from '../src/inference.js';
import { parseInferRequest } from '../src/v2/request.js';
import { writeInferResponse } from '../src/v2/response.js';
import { binaryBody, latentsRequest } from './support/infer.js';
import { createModels, wideLabels } from './support/models.js';

const models = createModels();
const double = models.metadata('double');
const labelled = models.metadata('labelled');

function parse(json: unknown, metadata = double) {
  return parseInferRequest(Buffer.from(JSON.stringify(json)), undefined, metadata);
}

function parseBinary(json: unknown, ...tails: readonly ArrayBufferView[]) {
  const { body, headers } = binaryBody(json, ...tails);
  return parseInferRequest(body, headers['inference-header-content-length'], labelled);
}

const latents = Float32Array.of(1, -2, 0.5, Number.NaN, 1e-45, -0, 3.4e38, 7);
const steps = Int32Array.of(-(2 ** 31), 2 ** 31 - 1);
const all = (binary: readonly [number, number, number] | undefined) => [
  {
    name: 'latents',
    shape: [2, 2, 2],
    datatype: 'FP32',
    ...(binary ? { parameters: { binary_data_size: binary[0] } } : { data: [1, -2, 0.5, 3, 4, 5, 6, 7] }),
  },
  {
    name: 'labels',
    shape: [2],
    datatype: 'INT64',
    ...(binary ? { parameters: { binary_data_size: binary[1] } } : { data: [7, -8] }),
  },
  {
    name: 'steps',
    shape: [2],
    datatype: 'INT32',
    ...(binary ? { parameters: { binary_data_size: binary[2] } } : { data: [...steps] }),
  },
];

describe('inputs', () => {
  it('are the same numbers, flat or nested as their shape', () => {
    const flat = parse({ inputs: all(undefined) }, labelled);
    const [first, ...rest] = all(undefined);
    const data = [
      [
        [1, -2],
        [0.5, 3],
      ],
      [
        [4, 5],
        [6, 7],
      ],
    ];
    expect(parse({ inputs: [{ ...first, data }, ...rest] }, labelled)).toEqual(flat);
    expect(flat.inputs.map(({ tensor: { data } }) => data)).toEqual([
      Float32Array.of(1, -2, 0.5, 3, 4, 5, 6, 7),
      BigInt64Array.of(7n, -8n),
      steps,
    ]);
    expect(flat.inputs.map(({ tensor: { shape } }) => shape)).toEqual([[2, 2, 2], [2], [2]]);
  });

  it('come as little-endian bytes in the order of the inputs, NaN and all 64 bits included', () => {
    const parsed = parseBinary({ inputs: all([32, 16, 8]) }, latents, wideLabels.data, steps);
    expect(parsed.inputs.map(({ tensor: { data } }) => data)).toEqual([latents, wideLabels.data, steps]);
  });

  it('may be binary and JSON in one request', () => {
    const [first, second, third] = all(undefined);
    const parsed = parseBinary(
      { inputs: [first, { ...second, data: undefined, parameters: { binary_data_size: 16 } }, third] },
      wideLabels.data,
    );
    expect(parsed.inputs[1].tensor).toEqual(wideLabels);
  });

  it('own their memory, whatever becomes of the body', () => {
    const { body, headers } = binaryBody({ inputs: all([32, 16, 8]) }, latents, wideLabels.data, steps);
    const { inputs } = parseInferRequest(body, headers['inference-header-content-length'], labelled);
    body.fill(0);
    expect(inputs.map(({ tensor: { data } }) => data)).toEqual([latents, wideLabels.data, steps]);
    for (const { tensor } of inputs) expect(tensor.data.buffer.byteLength).toBe(tensor.data.byteLength);
  });
});

describe('terms', () => {
  it.each([
    [{}, undefined, undefined],
    [{ priority: 0, timeout: 0 }, undefined, undefined],
    [{ priority: 1, timeout: 1500 }, 1, 1.5],
    [{ priority: 9, sequence_id: 0, something: 'else' }, 9, undefined],
  ])('%j is priority %s and %s ms', (parameters, priority, timeout) => {
    expect(parse(latentsRequest({}, { parameters }))).toMatchObject({ priority, timeout });
  });
});

describe('outputs', () => {
  const asked = (outputs: readonly unknown[] | undefined, binary?: boolean) =>
    parse(
      {
        inputs: all(undefined),
        outputs,
        parameters: binary === undefined ? {} : { binary_data_output: binary },
      },
      labelled,
    ).outputs.map(({ name, binary }) => `${name} ${binary ? 'binary' : 'json'}`);

  it('are all of them if none is named', () => {
    expect(asked(undefined)).toEqual(['samples json', 'labels json', 'steps json']);
    expect(asked([])).toEqual(['samples json', 'labels json', 'steps json']);
    expect(asked(undefined, true)).toEqual(['samples binary', 'labels binary', 'steps binary']);
  });

  it('come in the order they are asked for, each as it says or else as the request does', () => {
    const outputs = [
      { name: 'steps' },
      { name: 'samples', parameters: { binary_data: false } },
      { name: 'labels', parameters: { binary_data: true } },
    ];
    expect(asked(outputs)).toEqual(['steps json', 'samples json', 'labels binary']);
    expect(asked(outputs, true)).toEqual(['steps binary', 'samples json', 'labels binary']);
  });
});

describe('answers', () => {
  const inferred: Inferred = {
    model: 'labelled',
    version: '1',
    hash: 'cd',
    outputs: [
      { name: 'samples', tensor: floats([1, 2, 2], Float32Array.of(0.1, -0, 1e-45, 3.4e38)) },
      { name: 'labels', tensor: wideLabels },
      { name: 'steps', tensor: tensor('int32', [2], steps) },
    ],
    timing: { queue: 0, compute: 0, buckets: [] },
  };
  const request = (outputs: readonly unknown[] | undefined, id?: string) =>
    parse({ inputs: all(undefined), outputs, id }, labelled);

  it('keep every digit in JSON', async () => {
    const { body, jsonLength } = await writeInferResponse(request(undefined, 'a "quoted" id'), inferred);
    const text = (body as Buffer).toString();
    expect(jsonLength).toBeUndefined();
    expect(text).toContain('"data":[9007199254740993,-9223372036854775808]');
    const answer = JSON.parse(text);
    expect(answer).toMatchObject({
      model_name: 'labelled',
      model_version: '1',
      id: 'a "quoted" id',
      parameters: { sha256: 'cd' },
    });
    expect(Float32Array.from(answer.outputs[0].data)).toEqual(Float32Array.of(0.1, 0, 1e-45, 3.4e38));
    expect(answer.outputs[2]).toEqual({ name: 'steps', datatype: 'INT32', shape: [2], data: [...steps] });
  });

  it('put binary outputs behind the JSON, in order', async () => {
    const outputs = [
      { name: 'labels', parameters: { binary_data: true } },
      { name: 'steps' },
      { name: 'samples', parameters: { binary_data: true } },
    ];
    const { body, jsonLength = 0 } = await writeInferResponse(request(outputs), inferred);
    const bytes = body as Buffer;
    const answer = JSON.parse(bytes.toString('utf8', 0, jsonLength));
    expect(answer).not.toHaveProperty('id');
    expect(answer.outputs).toEqual([
      { name: 'labels', datatype: 'INT64', shape: [2], parameters: { binary_data_size: 16 } },
      { name: 'steps', datatype: 'INT32', shape: [2], data: [...steps] },
      { name: 'samples', datatype: 'FP32', shape: [1, 2, 2], parameters: { binary_data_size: 16 } },
    ]);
    expect(bytes.readBigInt64LE(jsonLength)).toBe(2n ** 53n + 1n);
    expect(bytes.readFloatLE(jsonLength + 16)).toBe(Math.fround(0.1));
    expect(bytes.length).toBe(jsonLength + 32);
  });
});

/** Tensors that are not what they say, or not what the model takes, in JSON and in bytes: refused before they cost anything. */
import { describe, expect, it } from 'vitest';
import { parseInferRequest } from '../src/v2/request.js';
import { binaryBody, latentsRequest } from './support/infer.js';
import { createModels } from './support/models.js';
import { expectRefusal, json, requestRow, tensorRow, useRefusals } from './support/v2-refusals.js';

const { send } = useRefusals();

describe('tensors', () => {
  it.each([
    tensorRow('a shape of 2^53 elements or more', { shape: [2 ** 52, 4] }, /2\^53 elements or more/),
    tensorRow(
      'a shape that the data do not fill',
      { shape: [2 ** 40, 4] },
      /has 4 items where its shape says 4398046511104/,
    ),
    tensorRow('a size of zero', { shape: [0, 4] }, /0 on axis 0/),
    tensorRow('a size below zero', { shape: [-1, 4] }, /-1 on axis 0/),
    tensorRow('a size of half', { shape: [1, 0.5] }, /0\.5 on axis 1/),
    tensorRow('a size of null', { shape: [null, 4] }, /null on axis 0/),
    tensorRow('a size as text', { shape: ['1', 4] }, /"1" \(a string\) on axis 0/),
    ['a size beyond all doubles', json(latentsRequest()).replace('[1,4]', '[1e999,4]'), /Infinity on axis 0/],
    tensorRow('too many axes', { shape: [1, 1, 4] }, /3 axes; the model wants \[N, 4\]/),
    tensorRow('another shape than the model has', { shape: [2, 2] }, /\[2, 2\]; the model wants \[N, 4\]/),
    tensorRow('too few numbers', { data: [1, 2, 3] }, /3 items where its shape says 4/),
    tensorRow('too many numbers', { data: [1, 2, 3, 4, 5] }, /5 items where its shape says 4/),
    tensorRow('nested rows of the wrong length', { data: [[1, 2, 3]] }, /3 items where its shape says 4/),
    tensorRow(
      'nested data with a row that is no row',
      { shape: [2, 4], data: [[1, 2, 3, 4], 5] },
      /5 where its shape says 4/,
    ),
    tensorRow('data nested deeper than the shape', { data: [[[1], 2, 3, 4]] }, /an array as element 0/),
    tensorRow(
      'text for a number',
      { data: [1, '2', 3, 4] },
      /"2" \(a string\) as element 1, which is no number/,
    ),
    tensorRow('null for a number', { data: [1, null, 3, 4] }, /null as element 1/),
    tensorRow('true for a number', { data: [true, 2, 3, 4] }, /true as element 0/),
    tensorRow('an object for a number', { data: [{}, 2, 3, 4] }, /an object as element 0/),
    tensorRow(
      'a number too large for FP32',
      { data: [1e39, 2, 3, 4] },
      /1e\+39 as element 0, which is too large for FP32/,
    ),
    ['a number beyond all doubles', json(latentsRequest()).replace('-2', '-1e999'), /-Infinity as element 1/],
    tensorRow('FP64', { datatype: 'FP64' }, /came as "FP64", but the model wants FP32/),
    tensorRow('FP16', { datatype: 'FP16' }, /came as "FP16", but the model wants FP32/),
    tensorRow('no datatype that there is', { datatype: 'x'.repeat(1000) }, /came as "x{60}"…/),
    tensorRow('an unknown name', { name: 'noise' }, /no input "noise"; it has "latents"/),
    tensorRow('no data', { data: undefined }, /neither "data" nor "binary_data_size"/),
    requestRow('no input', { inputs: [] }, /needs "latents"; "latents" is not in the request/),
    requestRow(
      'an input twice',
      { inputs: Array(2).fill(latentsRequest().inputs[0]) },
      /"latents" is given twice/,
    ),
    requestRow(
      'an unknown output',
      { outputs: [{ name: 'sample' }] },
      /no output "sample"; it has "samples"/,
    ),
    requestRow(
      'an output twice',
      { outputs: [{ name: 'samples' }, { name: 'samples' }] },
      /"samples" is given twice/,
    ),
  ] as const)('%s', async (_name, body, words) => {
    await expectRefusal(send(body), 'server/tensor', words);
  });

  const labels = (data: string, latents = '[0,0,0,0]') =>
    `{"inputs":[{"name":"latents","shape":[1,2,2],"datatype":"FP32","data":${latents}},` +
    '{"name":"steps","shape":[1],"datatype":"INT32","data":[1]},' +
    `{"name":"labels","shape":[1],"datatype":"INT64","data":[${data}]}]}`;
  it.each([
    ['an int64 beyond 2^53', labels('9007199254740993'), /beyond 2\^53, where JSON loses digits/],
    ['an int64 beyond 64 bits', labels('99999999999999999999'), /beyond 2\^53/],
    ['an int64 with a fraction', labels('1.5'), /1\.5 as element 0, which is no INT64/],
    ['an int32 beyond 32 bits', labels('1').replace('"data":[1]},', '"data":[2147483648]},'), /is no INT32/],
    ['an int32 with a fraction', labels('1').replace('"data":[1]},', '"data":[0.5]},'), /is no INT32/],
    [
      'inputs of different batches',
      labels('1').replace('[1],"datatype":"INT64","data":[1]', '[2],"datatype":"INT64","data":[1,2]'),
      /one batch, but "latents" has 1 and "labels" has 2/,
    ],
  ])('%s', async (_name, body, words) => {
    await expectRefusal(send(body, {}, 'labelled'), 'server/tensor', words);
  });

  it('a shape alone allocates nothing', () => {
    const metadata = createModels().metadata('double');
    const before = process.memoryUsage().arrayBuffers;
    for (const data of [[1, 2, 3, 4], [[1, 2, 3, 4]]]) {
      const body = Buffer.from(json(latentsRequest({ shape: [2 ** 26, 4], data })));
      expect(() => parseInferRequest(body, undefined, metadata)).toThrow(/where its shape says/);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });
});

describe('binary data', () => {
  const row = Float32Array.of(1, 2, 3, 4);
  const sized = (size: unknown, extra: object = {}) =>
    latentsRequest({ data: undefined, parameters: { binary_data_size: size }, ...extra });
  const sent = (request: object, tail: ArrayBufferView = row, header?: string) => {
    const { body, headers } = binaryBody(request, tail);
    return send(body, header === undefined ? headers : { 'inference-header-content-length': header });
  };

  it.each([
    ['a size below zero', -16, /must be a whole number from 0/],
    ['half a byte', 15.5, /must be a whole number from 0/],
    ['a size as text', '16', /must be a whole number from 0/],
    ['more than there is', 17, /says binary_data_size 17, but only 16 bytes are left/],
    ['far more than there is', 2 ** 53 - 1, /only 16 bytes are left/],
    [
      'bytes that nobody takes',
      12,
      /16 bytes follow the JSON, but the binary_data_size of the inputs add up to 12/,
    ],
  ])('%s', async (_name, size, words) => {
    await expectRefusal(sent(sized(size)), 'server/request', words);
  });

  it('two inputs that want the same bytes', async () => {
    const [input] = sized(16).inputs;
    await expectRefusal(
      sent({ inputs: [input, { ...input, name: 'b' }] }),
      'server/request',
      /only 0 bytes are left/,
    );
  });

  it.each([
    [
      'bytes that are not what the shape has',
      sized(8),
      row.subarray(2),
      /came with 8 bytes, but FP32 of shape \[1, 4\] has 16/,
    ],
    ['data in both places', sized(16, { data: [1, 2, 3, 4] }), row, /both "data" and "binary_data_size"/],
  ])('%s', async (_name, request, tail, words) => {
    await expectRefusal(sent(request, tail), 'server/tensor', words);
  });

  it.each(['99999999999', '-5', '0x20', '12abc', '1e2', '5,5', '9'.repeat(400), ' '])(
    'a header length of %j',
    async (header) => {
      await expectRefusal(sent(sized(16), row, header), 'server/request', /Inference-Header-Content-Length/);
    },
  );

  it('a header that ends inside of the JSON', async () => {
    await expectRefusal(sent(sized(16), row, '20'), 'server/json', /not valid JSON/);
  });

  it('a size without the header', async () => {
    await expectRefusal(send(json(sized(16))), 'server/request', /only 0 bytes are left/);
  });

  it('no JSON at all, an extension of Triton', async () => {
    await expectRefusal(
      sent(sized(16), row, '0'),
      'server/not-enabled',
      /requests without JSON are not offered/,
      501,
    );
  });
});

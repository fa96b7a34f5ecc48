/** What clients get wrong, or send on purpose: each is answered with a code and plain words, and costs nothing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseInferRequest } from '../src/v2/request.js';
import { binaryBody, latentsRequest } from './support/infer.js';
import { createModels } from './support/models.js';
import { startV2App, type V2App } from './support/v2-app.js';

let app: V2App;
beforeAll(async () => {
  app = await startV2App();
});
afterAll(() => app.close());

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly requestId?: string;
}

async function send(
  body: Buffer | string,
  headers: Record<string, string> = {},
  model = 'double',
): Promise<Refused> {
  const response = await fetch(`${app.address}/v2/models/${model}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, ...((await response.json()) as { code: string; error: string }) };
}

/** The status, the code, and an error that has these words and is for people. */
async function expectRefusal(refused: Promise<Refused>, code: string, words: RegExp, status = 400) {
  const { error, requestId: _, ...rest } = await refused;
  expect(rest).toEqual({ status, code });
  expect(error).toMatch(words);
  expect(error.length).toBeLessThan(400);
  expect(error).not.toMatch(/undefined|\[object|node_modules|RangeError|TypeError/);
}

const json = (value: unknown) => JSON.stringify(value);
const tensorRow = (name: string, input: object, words: RegExp) =>
  [name, json(latentsRequest(input)), words] as const;
const requestRow = (name: string, request: object, words: RegExp) =>
  [name, json(latentsRequest({}, request)), words] as const;

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

describe('requests', () => {
  it.each([
    ['no object', '[]', /must be an object, not an array/],
    ['no inputs', '{}', /"inputs" must be an array, not nothing/],
    ['inputs that are no array', '{"inputs":{}}', /"inputs" must be an array, not an object/],
    ['an input that is no object', '{"inputs":[1]}', /Input 0 must be an object, not 1/],
    ['an input without a name', '{"inputs":[{}]}', /Input 0: "name" must be a string/],
    tensorRow('a shape that is no array', { shape: 4 }, /"shape" must be an array, not 4/),
    tensorRow('data that are no array', { data: 'AAAA' }, /"data" must be an array/),
    requestRow('an id that is no text', { id: 5 }, /"id" must be a string, not 5/),
    requestRow('parameters that are no object', { parameters: [] }, /"parameters" must be an object/),
    requestRow(
      'a priority of ten',
      { parameters: { priority: 10 } },
      /from 1, the most urgent, to 9; 10 came/,
    ),
    requestRow('a timeout below zero', { parameters: { timeout: -1 } }, /"timeout" must be a whole number/),
    requestRow(
      'a flag that is no flag',
      { parameters: { binary_data_output: 1 } },
      /must be true or false, not 1/,
    ),
    requestRow('outputs that are no array', { outputs: 'samples' }, /"outputs" must be an array/),
  ] as const)('%s', async (_name, body, words) => {
    await expectRefusal(send(body), 'server/request', words);
  });
});

describe('JSON', () => {
  const nest = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
  it.each([
    ['an empty body', '', /body is empty/],
    ['no JSON', '{"inputs":[', /not valid JSON/],
    ['NaN, which Python writes', json(latentsRequest()).replace('-2', 'NaN'), /not valid JSON/],
    ['a string without an end', '{"inputs', /not valid JSON/],
    ['250,000 arrays in one another', nest(250_000, '[', ']'), /nested more than 64 deep/],
    ['250,000 arrays that never end', '['.repeat(250_000), /nested more than 64 deep/],
    ['250,000 objects in one another', nest(250_000, '{"a":', '}'), /nested more than 64 deep/],
    ['data nested 250,000 deep', json(latentsRequest()).replace('-2', nest(250_000, '[', ']')), /64 deep/],
    ['brackets behind an escaped quotation mark', `{"id":"\\"","x":${nest(70, '[', ']')}}`, /64 deep/],
    ['a __proto__', '{"__proto__":{"inputs":[]},"inputs":[]}', /has the key "__proto__"/],
    ['a __proto__ in disguise', '{"\\u005f_proto__":{"id":"a"},"inputs":[]}', /has the key "__proto__"/],
    [
      'a __proto__ in an input',
      json(latentsRequest()).replace('"shape"', '"__proto__":{},"shape"'),
      /__proto__/,
    ],
    [
      'a constructor in parameters',
      json(latentsRequest({}, { parameters: { constructor: 1 } })),
      /constructor/,
    ],
  ])('%s', async (_name, body, words) => {
    await expectRefusal(send(body), 'server/json', words);
    expect(({} as { inputs?: unknown }).inputs).toBeUndefined();
  });

  it('bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"id":"'), Buffer.of(0xc3, 0x28), Buffer.from('"}')]);
    await expectRefusal(send(body), 'server/json', /not valid UTF-8/);
  });

  it('brackets inside of strings are no nesting', async () => {
    const body = json(latentsRequest({}, { id: '[{'.repeat(1000) }));
    await expect(send(body)).resolves.toMatchObject({ status: 200, id: '[{'.repeat(1000) });
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

describe('extensions that are not offered', () => {
  it.each([
    [
      'classification',
      latentsRequest({}, { outputs: [{ name: 'samples', parameters: { classification: 3 } }] }),
    ],
    ['shared memory', latentsRequest({ data: undefined, parameters: { shared_memory_region: 'a' } })],
    ['sequences', latentsRequest({}, { parameters: { sequence_id: 7, sequence_start: true } })],
  ])('%s', async (name, request) => {
    await expectRefusal(send(json(request)), 'server/not-enabled', new RegExp(name, 'i'), 501);
  });
});

describe('everything else', () => {
  it('a model or a version that is not there', async () => {
    await expectRefusal(
      send(json(latentsRequest()), {}, 'nothing'),
      'server/not-found',
      /no model "nothing"/,
      404,
    );
    await expectRefusal(
      send(json(latentsRequest()), {}, 'double/versions/7'),
      'server/not-found',
      /no version 7/,
      404,
    );
  });

  it('a content type that cannot be right', async () => {
    const refused = send(json(latentsRequest()), { 'content-type': 'text/xml' });
    await expectRefusal(
      refused,
      'server/media-type',
      /"text\/xml" is not taken here; send application\/json/,
      415,
    );
  });

  it('NaN in JSON, while binary data still has it', async () => {
    await expectRefusal(
      send(json(latentsRequest()), {}, 'broken'),
      'server/not-finite',
      /"samples" has NaN as element 0.*"binary_data": true/,
      500,
    );
    const response = await fetch(`${app.address}/v2/models/broken/infer`, {
      method: 'POST',
      body: json(latentsRequest({}, { parameters: { binary_data_output: true } })),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(200);
    const length = Number(response.headers.get('inference-header-content-length'));
    const bytes = new DataView(await response.arrayBuffer());
    expect(bytes.getFloat32(length, true)).toBeNaN();
  });

  it('an error of the inside is not told', async () => {
    app.models.failWith(new Error('/secret/path'));
    const refused = send(json(latentsRequest()));
    await expectRefusal(refused, 'server/internal', /^The server failed; its log says how\.$/, 500);
    app.models.failWith(undefined);
  });

  it('the server goes on', async () => {
    await expect(send(json(latentsRequest()))).resolves.toMatchObject({ status: 200 });
  });
});

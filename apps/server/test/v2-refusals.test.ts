/** What clients get wrong, or send on purpose: each is answered with a code and plain words, and costs nothing. */
import { describe, expect, it } from 'vitest';
import { latentsRequest } from './support/infer.js';
import { expectRefusal, json, requestRow, tensorRow, useRefusals } from './support/v2-refusals.js';

const { send, app } = useRefusals();

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

  it.each(['text/xml', 'garbage'])('the content type %s, which cannot be right', async (type) => {
    const refused = send(json(latentsRequest()), { 'content-type': type });
    const words = new RegExp(
      `"${type}" is not taken here; send application/json or application/octet-stream\\.`,
    );
    await expectRefusal(refused, 'server/media-type', words, 415);
  });

  it('NaN in JSON, while binary data still has it', async () => {
    await expectRefusal(
      send(json(latentsRequest()), {}, 'broken'),
      'server/not-finite',
      /"samples" has NaN as element 0.*"binary_data": true/,
      500,
    );
    const response = await fetch(`${app().address}/v2/models/broken/infer`, {
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
    app().models.failWith(new Error('/secret/path'));
    const refused = send(json(latentsRequest()));
    await expectRefusal(refused, 'server/internal', /^The server failed; its log says how\.$/, 500);
    app().models.failWith(undefined);
  });

  it('the server goes on', async () => {
    await expect(send(json(latentsRequest()))).resolves.toMatchObject({ status: 200 });
  });
});

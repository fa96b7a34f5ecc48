/** Answers against the description of the interface: every route answers, and refuses, as `/openapi.json` says. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo, labelled, slow } from '../sampler/support/models.js';
import { ask, json, jsonOf, type Answer, type Question } from './support/ask.js';
import {
  descriptionOf,
  expectDescribed,
  routesOf,
  type Description,
  type Route,
} from './support/described.js';
import { modelFolder } from './support/folder.js';
import { logarithm } from './support/models.js';
import { startServer, type Server } from './support/server.js';

const bodyLimit = 4096;
const models = modelFolder({
  ...{ echo: echo(), gone: echo(), spare: echo(), slow: slow() },
  ...{ labelled: labelled(), logarithm: logarithm() },
});

let server: Server;
let description: Description;
beforeAll(async () => {
  server = await startServer(models, [`--body-limit=${bodyLimit}`, '--max-count=16', '--model-control']);
  description = await descriptionOf(server);
  expect((await ask(server, '/v2/repository/models/gone/unload', { method: 'POST' })).status).toBe(200);
}, 60_000);
afterAll(() => server.stop());

/** The address of a route, of a model that there is if nothing else is said; one that is loaded and unloaded is no other's. */
function addressOf(path: string, parts: Readonly<Record<string, string>> = {}): string {
  const model = path.includes('/repository/') ? 'spare' : 'echo';
  const usual = { model, version: '1', seed: '7', extension: 'png', ...parts };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => usual[name as keyof typeof usual]);
}

const latent = { name: 'latent', datatype: 'FP32', shape: [1, 6], data: [1, 2, 3, 4, 5, 6] };
const binary = { parameters: { binary_data_output: true } };

/** What a route is asked with to answer well. */
function questionOf({ method, path }: Route): Question {
  if (path.endsWith('/infer')) return json({ inputs: [latent] });
  if (path.endsWith('/samples') && method === 'POST') return json({ seed: 1 });
  return { method };
}

/** Asks a route and holds the answer against the description. */
async function askRoute(
  route: Route,
  path = addressOf(route.path),
  question = questionOf(route),
): Promise<Answer> {
  const answer = await ask(server, path, question);
  expectDescribed(description, route, answer);
  return answer;
}

function routeOf(method: string, path: string): Route {
  const found = routesOf(description).find((route) => route.method === method && route.path === path);
  expect(found, `${method} ${path}`).toBeDefined();
  return found as Route;
}

const isCounted = ({ path }: Route): boolean => !path.startsWith('/v2/health/');
const isModels = ({ path }: Route): boolean => path.includes('{model}') && !path.includes('/repository/');

it('answers on every route as is described', async () => {
  for (const route of routesOf(description)) {
    expect((await askRoute(route)).status, `${route.method} ${route.path}`).toBe(200);
  }
});

describe('in each form', () => {
  it.each(['png', 'webp', 'json', 'npy', 'binary', 'ndjson', 'multipart', 'json&encoding=base64'])(
    'samples, as %s',
    async (format) => {
      const route = routeOf('GET', '/v1/models/{model}/samples');
      const path = `/v1/models/echo/samples?seed=1&count=2&format=${format}`;
      const { status, headers } = await askRoute(route, path);
      expect(status).toBe(200);
      const again = await askRoute(route, path, { headers: { 'If-None-Match': String(headers['etag']) } });
      expect(again.status).toBe(304);
    },
  );

  it('samples of latents, of classes and without a range', async () => {
    const byBody = routeOf('POST', '/v1/models/{model}/samples');
    const rows = json({ latents: [latent.data], format: 'json' });
    expect((await askRoute(byBody, '/v1/models/echo/samples', rows)).status).toBe(200);
    const labels = json({ labels: [0, 2], count: 2, format: 'json' });
    expect((await askRoute(byBody, '/v1/models/labelled/samples', labels)).status).toBe(200);
    const model = routeOf('GET', '/v1/models/{model}');
    expect((await askRoute(model, '/v1/models/labelled')).status).toBe(200);
  });

  it('latents, which are those of the seed 1 if none is named, as it says', async () => {
    const route = routeOf('GET', '/v1/models/{model}/latents');
    for (const format of ['json', 'npy', 'binary']) {
      expect((await askRoute(route, `/v1/models/echo/latents?format=${format}`)).status).toBe(200);
    }
    expect(jsonOf(await askRoute(route))).toMatchObject({ seed: 1 });
    const seed = route.operation.parameters?.find(({ name }) => name === 'seed');
    expect(seed).toMatchObject({ schema: { default: 1 }, description: expect.stringContaining('default 1') });
  });

  it('outputs of tensors, as bytes', async () => {
    const route = routeOf('POST', '/v2/models/{model}/infer');
    const answer = await askRoute(route, addressOf(route.path), json({ inputs: [latent], ...binary }));
    expect(answer.headers['content-type']).toBe('application/octet-stream');
  });
});

describe('refuses on every route as is described', () => {
  it('models and versions that there are not, and addresses that are none', async () => {
    for (const route of routesOf(description).filter(({ path }) => path.includes('{model}'))) {
      expect((await askRoute(route, addressOf(route.path, { model: 'nobody' }))).status).toBe(404);
      expect((await askRoute(route, addressOf(route.path, { model: '%zz' }))).status).toBe(400);
      if (!route.path.includes('{version}')) continue;
      expect((await askRoute(route, addressOf(route.path, { version: '9' }))).status).toBe(404);
    }
  });

  it('a model that was unloaded', async () => {
    for (const route of routesOf(description).filter(isModels)) {
      // The names of versions are gone with it; statistics are of what is there.
      const status = route.path.includes('{version}') ? [404] : [503, 200];
      expect(status).toContain((await askRoute(route, addressOf(route.path, { model: 'gone' }))).status);
    }
  });

  it('bodies that are too large, of another type and broken', async () => {
    for (const route of routesOf(description).filter(({ method }) => method === 'POST')) {
      const path = addressOf(route.path);
      expect((await askRoute(route, path, json(' '.repeat(bodyLimit + 1)))).status).toBe(413);
      const xml = { body: '<a/>', headers: { 'Content-Type': 'text/xml' } };
      expect((await askRoute(route, path, xml)).status).toBe(415);
      expect((await askRoute(route, path, json('{'))).status).toBe(400);
    }
  });

  it('requests without a body, where it is said to be needed, and nowhere else', async () => {
    for (const route of routesOf(description).filter(({ method }) => method === 'POST')) {
      const { status } = await askRoute(route, addressOf(route.path), { method: 'POST' });
      const required = route.operation.requestBody?.required;
      expect({ status, required }, route.path).toEqual({
        status: required ? 400 : 200,
        required: status === 400,
      });
    }
  });

  it.each<[number, string, string, Question]>([
    [406, 'GET /v1/models/{model}/samples', '/v1/models/labelled/samples?format=png', {}],
    [406, 'GET /v1/models/{model}/samples/{seed}.{extension}', '/v1/models/labelled/samples/7.png', {}],
    [406, 'POST /v1/models/{model}/samples', '/v1/models/labelled/samples', json({ format: 'webp' })],
    [500, 'GET /v1/models/{model}/samples', '/v1/models/logarithm/samples?format=json&count=16', {}],
    [504, 'GET /v1/models/{model}/samples', '/v1/models/slow/samples?format=binary&count=16&timeout=1', {}],
    [501, 'POST /v2/models/{model}/infer', '/v2/models/echo/infer', json({ inputs: [{ ...latent, parameters: { classification: 1 } }] })],
    [400, 'POST /v2/models/{model}/infer', '/v2/models/echo/infer', json({ inputs: [] })],
    [501, 'POST /v2/repository/models/{model}/load', '/v2/repository/models/echo/load', json({ parameters: { config: '' } })],
  ])('with %i: %s, at %s', async (status, name, path, question) => {
    const [method = '', route = ''] = name.split(' ');
    expect((await askRoute(routeOf(method, route), path, question)).status).toBe(status);
  }); // prettier-ignore
});

describe('with tokens', () => {
  const names = ['free', 'few'];
  const entries = names.map((name) => `${name}:${createHash('sha256').update(name).digest('hex')}`);
  let guarded: Server;
  let told: Description;
  beforeAll(async () => {
    guarded = await startServer(modelFolder({ echo: echo() }), [`--tokens=${entries.join(',')}:1`]);
    told = await descriptionOf(guarded);
  }, 60_000);
  afterAll(() => guarded.stop());

  const askAs = async (name: string | undefined, route: Route): Promise<number> => {
    const { headers, ...question } = questionOf(route);
    const own = name === undefined ? {} : { Authorization: `Bearer ${name}` };
    const answer = await ask(guarded, addressOf(route.path), {
      ...question,
      headers: { ...headers, ...own },
    });
    expectDescribed(told, route, answer);
    return answer.status;
  };

  it('wants one where it says so, and counts the requests of those who have one', async () => {
    for (const route of routesOf(told)) {
      const security = route.operation.security ?? told.security;
      expect(await askAs(undefined, route), route.path).toBe(isCounted(route) ? 401 : 200);
      expect(security, route.path).toEqual(isCounted(route) ? [{ token: [] }] : []);
    }
    const statuses: number[] = [];
    for (const route of routesOf(told).filter(isCounted)) statuses.push(await askAs('few', route));
    expect(statuses.slice(1)).toEqual(statuses.slice(1).map(() => 429));
  });

  it('lets nobody load and unload models, unless it was told to', async () => {
    for (const route of routesOf(told).filter(({ path }) => path.includes('/repository/models/')))
      expect(await askAs('free', route)).toBe(403);
  });
});

interface Bounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The bounds of a number in an address, which may be told beside that it is written with digits. */
function boundsOf({ anyOf = [] }: { readonly anyOf?: readonly (Bounds & { readonly type: string })[] }) {
  return anyOf.find(({ type }) => ['integer', 'number'].includes(type));
}

it('takes the numbers that it says, and no others', async () => {
  const seen = new Set<string>();
  for (const route of routesOf(description)) {
    for (const { in: place, name, schema } of route.operation.parameters ?? []) {
      const bounds = boundsOf(schema);
      // Classes are those of the model.
      if (place !== 'query' || bounds === undefined || name === 'labels') continue;
      const { minimum = 1, exclusiveMinimum, maximum = 0 } = bounds;
      seen.add(`${name} ${exclusiveMinimum ?? minimum}-${maximum}`);
      const statusOf = async (value: number | string): Promise<number> =>
        (await askRoute(route, `${addressOf(route.path)}?${name}=${value}`)).status;
      if (exclusiveMinimum === undefined) expect(await statusOf(minimum), name).not.toBe(400);
      else expect(await statusOf(exclusiveMinimum), name).toBe(400);
      expect(await statusOf(maximum), name).not.toBe(400);
      expect(await statusOf(minimum - 1), name).toBe(400);
      expect(await statusOf(`${BigInt(maximum) + 1n}`), name).toBe(400);
    }
  }
  expect([...seen].sort()).toEqual([
    ...['columns 1-4096', 'count 1-16', 'count 1-4096', 'gap 0-64', 'priority 1-9', 'scale 1-32'],
    ...[`seed 0-${2 ** 53 - 1}`, 'timeout 1-3600000', 'truncation 0-1'],
  ]);
});

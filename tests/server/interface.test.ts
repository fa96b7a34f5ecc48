/** The description of the interface, against the standard that it names and against the routes that there are. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faults } from '../../apps/server/src/faults.js';
import { jsonOf, ask } from './support/ask.js';
import { descriptionOf, expectDescribed, routesOf, type Description } from './support/described.js';
import { modelFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

let server: Server;
let description: Description;
beforeAll(async () => {
  server = await startServer(modelFolder({}));
  description = await descriptionOf(server);
});
afterAll(() => server.stop());

it('is OpenAPI 3.1 to a validator that is not ours', async () => {
  expect(description.openapi).toBe('3.1.0');
  const { valid, errors } = await new Validator().validate({ ...description });
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

it('lists every route of the server, each with what it is for, under a heading that is explained', () => {
  const listed = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const samples = ['', '/versions/{version}'].flatMap((version) => [
    `GET /v1/models/{model}${version}/samples`,
    `POST /v1/models/{model}${version}/samples`,
    `GET /v1/models/{model}${version}/samples/{seed}.{extension}`,
  ]);
  const inference = ['', '/versions/{version}'].flatMap((version) => [
    `GET /v2/models/{model}${version}`,
    `GET /v2/models/{model}${version}/ready`,
    `GET /v2/models/{model}${version}/config`,
    `GET /v2/models/{model}${version}/stats`,
    `POST /v2/models/{model}${version}/infer`,
  ]);
  expect(listed.sort()).toEqual(
    [
      ...samples,
      ...inference,
      ...['GET /v1/models', 'GET /v1/models/{model}', 'GET /v1/models/{model}/latents', 'GET /metrics'],
      ...['GET /v2', 'GET /v2/health/live', 'GET /v2/health/ready', 'GET /v2/models/stats'],
      ...['index', 'models/{model}/load', 'models/{model}/unload'].map((end) => `POST /v2/repository/${end}`),
    ].sort(),
  );
  const explained = description.tags.map(({ name }) => name);
  for (const [path, operations] of Object.entries(description.paths)) {
    for (const { summary, tags = [] } of Object.values(operations)) {
      expect(summary, path).toMatch(/\w/);
      expect(explained, path).toEqual(expect.arrayContaining([...tags]));
      expect(tags, path).toHaveLength(1);
    }
  }
});

it('describes each part of a path, and no other', () => {
  for (const [path, operations] of Object.entries(description.paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const { parameters = [] } of Object.values(operations)) {
      const described = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(described.sort(), path).toEqual(parts.sort());
    }
  }
});

it('describes how a server without models answers those who ask for its health', async () => {
  const statuses = [];
  for (const route of routesOf(description).filter(({ path }) => path.startsWith('/v2/health/'))) {
    const answer = await ask(server, route.path);
    expectDescribed(description, route, answer);
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([200, 503]);
});

it('has every code of an error with its cure', () => {
  for (const [code, { cure }] of Object.entries(faults)) {
    expect(description.info.description).toContain(code);
    expect(description.info.description).toContain(cure);
  }
});

it('wants a token where the server does, and is to be had without one, as the pages are', async () => {
  const hash = 'ab'.repeat(32);
  const guarded = await startServer(modelFolder({}), [`--tokens=shop:${hash}`]);
  const answers = await Promise.all(
    ['/', '/status.css', '/status.js', '/docs/', '/openapi.json', '/v2/health/live'].map((path) =>
      ask(guarded, path),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(jsonOf(answers[4])).toMatchObject({ security: [{ token: [] }] });
  const closed = [
    '/metrics',
    '/v1/models',
    '/v2',
    '/nowhere',
    '/docs/../v1/models',
    '//v1/models',
    '/status.css/x',
  ];
  for (const path of closed) expect((await ask(guarded, path)).status, path).toBe(401);
  await guarded.stop();
});

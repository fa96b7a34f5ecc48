/** Conditional requests: a tag that a caller holds spares the drawing, and hides no error. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { ask, json, jsonOf, refused } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { stateOf } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

const samples = '/v1/models/echo/samples';
const path = `${samples}?seed=7&count=2&format=npy`;
let server: Server;
let tag: string;
beforeAll(async () => {
  server = await startServer(modelFolder({ echo: echo() }));
  tag = String((await ask(server, path)).headers.etag);
}, 60_000);
afterAll(() => server.stop());

const ifNoneMatch = (value: string) => ({ headers: { 'If-None-Match': value } });
const ifMatch = (value: string) => ({ headers: { 'If-Match': value } });

describe('If-None-Match', () => {
  it('with the tag of the answer is answered with 304, and nothing is drawn', async () => {
    const { drawn } = (await stateOf(server, 'echo')).images;
    for (const value of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const { status, headers, body } = await ask(server, path, ifNoneMatch(value));
      expect({ status, length: body.length }).toEqual({ status: 304, length: 0 });
      expect(headers.etag).toBe(tag);
    }
    expect((await stateOf(server, 'echo')).images.drawn).toBe(drawn);
  });

  it.each(['"other"', '*', ''])('with %s is answered whole', async (value) => {
    expect((await ask(server, path, ifNoneMatch(value))).status).toBe(200);
  });

  it.each(['labels=4', 'count=65536&scale=32&format=png'])('hides no error of ?seed=7&%s', async (query) => {
    for (const value of ['*', tag])
      await refused(server, `${samples}?seed=7&${query}`, ifNoneMatch(value), 'server/request');
  });
});

describe('If-Match', () => {
  it.each(['"other"', 'W/"other"', ''])('with %s is refused with the tag of the answer', async (value) => {
    const answer = await refused(server, path, ifMatch(value), 'server/precondition');
    expect(answer.status).toBe(412);
    expect(answer.headers.etag).toBeUndefined();
    expect(jsonOf(answer).error).toBe(`The answer has the ETag ${tag}, which is not in the header If-Match.`);
  });

  it('with the tag as a weak one is refused', async () => {
    await refused(server, path, ifMatch(`W/${tag}`), 'server/precondition');
  });

  it('with the tag, or with any, is answered', async () => {
    for (const value of [tag, `"other", ${tag}`, '*', ' * '])
      expect((await ask(server, path, ifMatch(value))).status).toBe(200);
  });

  it('where the answer has no tag is refused, but for *', async () => {
    const body = (headers: Record<string, string>) => json({ seed: 7, format: 'npy' }, headers);
    await refused(server, samples, body({ 'If-Match': tag }), 'server/precondition');
    await refused(server, samples, ifMatch(tag), 'server/precondition');
    expect((await ask(server, samples, body({ 'If-Match': '*' }))).status).toBe(200);
  });
});

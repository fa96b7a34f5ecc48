/** What refusals say: what came, and what was expected instead. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../apps/server/src/faults.js';
import { echo } from '../sampler/support/models.js';
import { expectAlive, json, jsonOf, refused, type Question } from './support/ask.js';
import { modelFolder } from './support/folder.js';
import { startServer, type Server } from './support/server.js';

let server: Server;
beforeAll(async () => {
  server = await startServer(modelFolder({ echo: echo() }));
}, 60_000);
afterAll(() => server.stop());

const samples = '/v1/models/echo/samples';
const infer = '/v2/models/echo/infer';

/** What a refusal says. */
async function textOf(path: string, question: Question, code: FaultCode = 'server/request'): Promise<string> {
  return (jsonOf(await refused(server, path, question, code)) as { error: string }).error;
}

describe('a body', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
    'for samples that is called %s: what is taken',
    async (type) => {
      const text = await textOf(samples, json('{}', { 'Content-Type': type }), 'server/media-type');
      expect(text).toBe(`"${type}" is not taken here; send application/json.`);
    },
  );

  it('for samples that is called nothing: what is taken', async () => {
    const text = await textOf(samples, { body: '{}' }, 'server/media-type');
    expect(text).toBe('A body without a content type is not taken here; send application/json.');
  });

  it('of tensors that is called nonsense: what is taken', async () => {
    const text = await textOf(infer, json('{}', { 'Content-Type': 'nonsense' }), 'server/media-type');
    expect(text).toBe('"nonsense" is not taken here; send application/json or application/octet-stream.');
  });

  it.each<[string, Uint8Array]>([
    ['cut off', gzipSync('{"seed": 7}').subarray(0, 15)],
    ['no gzip', Buffer.from('{"seed": 7}')],
  ])('that is said to be gzip and is %s: that it is not', async (_what, body) => {
    for (const path of [samples, infer]) {
      const text = await textOf(path, json(body, { 'Content-Encoding': 'gzip' }));
      expect(text).toBe("The body is not what its encoding 'gzip' says.");
    }
  });

  it('that unpacks to too much and then breaks: the limit, by a server that lives on', async () => {
    const broken = Buffer.concat([gzipSync(Buffer.alloc(2 ** 25)), Buffer.from('and more')]);
    for (let i = 0; i < 5; i++) {
      await refused(server, samples, json(broken, { 'Content-Encoding': 'gzip' }), 'server/too-large');
    }
    await expectAlive(server);
  });
});

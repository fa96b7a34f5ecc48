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

const labels =
  'labels: expected a whole number from 0 to 2147483647, or a list of them (in an address, with commas between)';

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

  it('that is broken and refused before it is read: the server goes on', async () => {
    const headers = { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' };
    const broken = gzipSync('{}').subarray(0, 15);
    for (const body of [broken, Buffer.from('no gzip at all')]) {
      await refused(server, samples, { body, headers }, 'server/media-type');
    }
    await expectAlive(server);
  });

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

describe('a field in an address', () => {
  const seed = 'seed: expected a whole number from 0 to 9007199254740991';
  it.each([
    ['seed=7&seed=8', `${seed} (got ["7", "8"])`],
    ['seed=9007199254740992', `${seed} (got "9007199254740992")`],
    ['seed=-1', `${seed} (got "-1")`],
    ['count=', 'count: expected a whole number from 1 to 1000000000 (got "")'],
    ['truncation=2', 'truncation: expected a number above 0, at most 1 (got "2")'],
    ['labels=-1', `${labels} (got "-1")`],
    ['labels=2147483648', `${labels} (got "2147483648")`],
    ['labels=1,,2', `${labels} (got "1,,2")`],
    ['labels=1&labels=2', `${labels} (got ["1", "2"])`],
    ...['', '0x1', '%201', '.5', '1.', 'Infinity', 'NaN', '1e', '1e400', '1_0', '-0.5', '0'].map((text) => [
      `truncation=${text}`,
      `truncation: expected a number above 0, at most 1 (got "${decodeURIComponent(text)}")`,
    ]),
    ['model=xyz', 'model: expected 8 to 64 hex digits (got "xyz")'],
    ['gap=1&gap=2&gap=3&gap=4&gap=5', 'gap: expected a whole number from 0 to 64 (got a list of 5)'],
    ['gap=x&scale=0', 'gap: expected a whole number from 0 to 64 (got "x"); scale: expected a whole number from 1 to 32 (got "0")'], // prettier-ignore
  ])('?%s: what came and what was expected, once', async (query, text) => {
    expect(await textOf(`${samples}?${query}`, {})).toBe(text);
  });

  it('that there is not: which there are', async () => {
    const text = await textOf(`${samples}/7.png?color=red&size=1`, {});
    expect(text).toBe(
      'expected no fields but truncation, labels, scale, priority, timeout, model (got "color", "size")',
    );
    expect(await textOf('/v1/models/echo/latents?size=1', {})).toBe(
      'expected no fields but seed, count, format (got "size")',
    );
  });

  it('in front of the extension: likewise', async () => {
    expect(await textOf(`${samples}/x.png`, {})).toBe(`${seed} (got "x")`);
  });
});

describe('a field of a body', () => {
  it('that stands in the address: where it goes', async () => {
    const text = await textOf(`${samples}?bogus=1&format=npy`, json({ seed: 7 }));
    expect(text).toBe(
      'expected no fields in the address: those of a POST go into its body (got "bogus", "format")',
    );
  });

  it.each<[unknown, string]>([
    [{ count: null }, 'count: expected a whole number from 1 to 1000000000 (got null)'],
    [{ seed: 2 ** 53 }, 'seed: expected a whole number from 0 to 9007199254740991 (got 9007199254740992)'],
    [{ seed: 0.5 }, 'seed: expected a whole number from 0 to 9007199254740991 (got 0.5)'],
    [{ gap: { a: 1 } }, 'gap: expected a whole number from 0 to 64 (got an object)'],
    [{ truncation: true }, 'truncation: expected a number above 0, at most 1 (got true)'],
    [{ latents: [] }, 'latents: expected lists of numbers (got [])'],
    [{ latents: [[1, 'a']] }, 'latents: expected lists of numbers (got a list of 1)'],
    [{ labels: 2 ** 31 }, `${labels} (got 2147483648)`],
    [{ labels: [0, -1] }, `${labels} (got [0, -1])`],
    [{ labels: [0, 'a'] }, `${labels} (got [0, "a"])`],
    [{ labels: [] }, `${labels} (got [])`],
    [{ interpolate: 5 }, 'interpolate: expected an object (got 5)'],
    [
      { interpolate: { from: 1, to: 2 } },
      'interpolate.steps: expected a whole number from 2 to 1000000000 (got nothing)',
    ],
    [
      { interpolate: { from: 1, to: 2, steps: 3, by: 1 } },
      'interpolate: expected no fields but from, to, steps, mode (got "by")',
    ],
    [[1], 'expected an object (got [1])'],
    [null, 'expected an object (got null)'],
  ])('%j: what came and what was expected, once', async (body, text) => {
    expect(await textOf(samples, json(JSON.stringify(body)))).toBe(text);
  });
});

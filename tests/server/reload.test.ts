/** Models that change while they are served: what is good takes over, what is not leaves the old one serving. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withExternalData } from '../../libs/onnx/test/support/external-data.js';
import { echo } from '../sampler/support/models.js';
import { ask, expectAlive, expectFault, jsonOf, refused } from './support/ask.js';
import { modelFolder, newFolder, put } from './support/folder.js';
import { indexOf, stateOf, type IndexEntry } from './support/model-state.js';
import { startServer, type Server } from './support/server.js';

/** Generators that differ in their hash alone, by what they say of their range. */
const generator = (top: number): Uint8Array => echo({ range: [-top, top] });

const folder = modelFolder({ echo: generator(1), other: generator(2) });
let server: Server;
beforeAll(async () => {
  server = await startServer(folder, ['--reload-every=50']);
}, 60_000);
afterAll(() => server.stop());

const at = (...path: string[]): string => join(folder, ...path);

/** What the index says of a model, once it says something of it. */
async function entryOf(
  name: string,
  wanted: Partial<IndexEntry> | undefined,
): Promise<IndexEntry | undefined> {
  const entry = async () => (await indexOf(server)).find((candidate) => candidate.name === name);
  const like = wanted === undefined ? undefined : expect.objectContaining(wanted);
  await expect.poll(entry, { timeout: 20_000, interval: 20 }).toEqual(like);
  return entry();
}

const becomes = async (name: string, state: string): Promise<string> =>
  (await entryOf(name, { state }))?.reason ?? '';

describe('a model that appears', () => {
  it('is served once it is whole', async () => {
    mkdirSync(at('late'));
    const bytes = generator(3);
    writeFileSync(at('late', 'generator.onnx'), bytes.subarray(0, 100));
    // It grows from look to look: nobody tries to load what is there of it.
    for (let end = 120; end < bytes.length; end += 60) {
      writeFileSync(at('late', 'generator.onnx'), bytes.subarray(0, end));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    writeFileSync(at('late', 'generator.onnx'), bytes);
    await becomes('late', 'READY');
    expect((await ask(server, '/v1/models/late/samples?seed=1')).status).toBe(200);
    expect(server.log().filter(({ model, msg }) => model === 'late' && msg.startsWith('not loaded'))).toEqual(
      [],
    );
  });

  it('is gone when its folder is', async () => {
    rmSync(at('late'), { recursive: true });
    await entryOf('late', undefined);
    await refused(server, '/v1/models/late/samples', {}, 'server/not-found');
  });
});

describe('a folder with a name that no model can have', () => {
  it('is told of once, and served never', async () => {
    put(folder, 'bad name/generator.onnx', generator(4));
    const told = () => server.log().filter(({ msg }) => msg.includes('"bad name"')).length;
    await expect.poll(told, { timeout: 20_000 }).toBe(1);
    await refused(server, '/v1/models/bad%20name/samples', {}, 'server/not-found');
    put(folder, 'after/generator.onnx', generator(4)); // some looks later
    await becomes('after', 'READY');
    expect(told()).toBe(1);
    for (const name of ['bad name', 'after']) rmSync(at(name), { recursive: true });
    await entryOf('after', undefined);
  });
});

describe('a model that is replaced', () => {
  it('is taken over without a request that fails', async () => {
    const hashes = new Set<string>();
    const tags = new Set<string>();
    let busy = true;
    const caller = async (): Promise<void> => {
      while (busy) {
        const { status, headers } = await ask(server, '/v1/models/echo/samples?seed=1&format=binary');
        expect(status).toBe(200);
        hashes.add(String(headers['kantor-model-hash']));
        tags.add(String(headers.etag));
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    await expect.poll(() => hashes.size, { timeout: 20_000 }).toBe(1);
    for (let top = 10; top < 15; top++) {
      const seen = hashes.size;
      put(folder, 'echo/generator.onnx', generator(top));
      await expect.poll(() => hashes.size, { timeout: 20_000, interval: 20 }).toBe(seen + 1);
    }
    busy = false;
    await Promise.all(callers);
    expect(hashes.size).toBe(6);
    expect(tags.size).toBe(6);
  }, 60_000);

  it('says so to those who named it by its hash', async () => {
    const { hash } = await stateOf(server, 'echo');
    const path = `/v1/models/echo/samples?seed=1&model=${hash}`;
    const { headers } = await ask(server, path);
    expect(headers['cache-control']).toContain('immutable');
    put(folder, 'echo/generator.onnx', generator(20));
    await expect.poll(async () => (await ask(server, path)).status, { timeout: 20_000 }).toBe(404);
  });

  const secret = newFolder();
  put(secret, 'generator.onnx', generator(30));
  const target = (): string => at('echo', 'generator.onnx');
  /** Makes something beside the model and moves it over it, so that the model is never missing. */
  const replace = (make: (aside: string) => void) => () => {
    const aside = at('aside');
    make(aside);
    renameSync(aside, target());
  };

  it.each<[string, () => void, RegExp]>([
    ['garbage', () => put(folder, 'echo/generator.onnx', 'no model at all'), /./],
    ['nothing', () => put(folder, 'echo/generator.onnx', ''), /./],
    [
      'half of itself',
      () => {
        put(folder, 'echo/generator.onnx', generator(31));
        truncateSync(target(), generator(31).length / 2);
      },
      /./,
    ],
    [
      'one whose weights are to come from /etc/passwd',
      () =>
        put(folder, 'echo/generator.onnx', withExternalData(generator(32), '../../../../../../etc/passwd')),
      /./,
    ],
    [
      'one whose weights are to come from an absolute path',
      () => put(folder, 'echo/generator.onnx', withExternalData(generator(33), '/etc/passwd')),
      /./,
    ],
    ['a symbolic link', replace((aside) => symlinkSync(join(secret, 'generator.onnx'), aside)), /is a link/],
    [
      'a link within the folder',
      replace((aside) => symlinkSync(at('other', 'generator.onnx'), aside)),
      /is a link/,
    ],
    ['a hard link', replace((aside) => linkSync(join(secret, 'generator.onnx'), aside)), /hard link/],
    ['a pipe', replace((aside) => execFileSync('mkfifo', [aside])), /is no regular file/],
    ['a device', replace((aside) => symlinkSync('/dev/zero', aside)), /is a link/],
    ['a link to nothing', replace((aside) => symlinkSync('/nothing', aside)), /not there/],
  ])('by %s serves on as it was, and the index says why', async (_what, make, words) => {
    put(folder, 'echo/generator.onnx', generator(21));
    await entryOf('echo', { state: 'READY', reason: '' });
    const { hash } = await stateOf(server, 'echo');
    make();
    const entry = await entryOf('echo', { state: 'READY', reason: expect.stringMatching(words) as string });
    const reason = entry?.reason;
    expect(reason).not.toMatch(/\/(?:etc|tmp|work|root|home)\b/);
    expect(reason).not.toContain(secret);
    const answer = await ask(server, '/v1/models/echo/samples?seed=1&format=binary');
    expect(answer).toMatchObject({ status: 200, headers: { 'kantor-model-hash': hash } });
  });
});

describe('a folder that is a link', () => {
  const elsewhere = newFolder();
  put(elsewhere, 'generator.onnx', generator(40));
  put(elsewhere, 'model.onnx', generator(40));

  it('of a model is refused', async () => {
    symlinkSync(elsewhere, at('linked'));
    expect(await becomes('linked', 'UNAVAILABLE')).toMatch(/is a link, or lies behind one/);
    const answer = await refused(server, '/v1/models/linked/samples', {}, 'server/not-ready');
    expect(answer.headers['retry-after']).toBeDefined();
    rmSync(at('linked'));
    await entryOf('linked', undefined);
  });

  it('of a version is refused', async () => {
    mkdirSync(at('versioned'));
    symlinkSync(elsewhere, at('versioned', '3'));
    expect(await becomes('versioned', 'UNAVAILABLE')).toMatch(/versioned\/3\/model.onnx is a link/);
    put(folder, 'versioned/4/model.onnx', generator(41));
    await expect
      .poll(
        async () =>
          (await indexOf(server)).filter(({ state, version }) => state === 'READY' && version === '4').length,
        { timeout: 20_000 },
      ) // prettier-ignore
      .toBe(1);
  });
});

describe('the whole folder', () => {
  it('that goes away takes the models out, or leaves them, but not the server', async () => {
    renameSync(folder, `${folder}-away`);
    await expect.poll(() => server.log().some(({ msg }) => /cannot be read/.test(msg)), { timeout: 20_000 }).toBe(true); // prettier-ignore
    await expectAlive(server);
    expect((await ask(server, '/v1/models/echo/samples?seed=1')).status).toBe(200);
    renameSync(`${folder}-away`, folder);
    expect((await ask(server, '/v1/models/echo/samples?seed=1')).status).toBe(200);
  });
});

describe('callers who load and unload', () => {
  it('may not, unless the server was told so', async () => {
    for (const what of ['load', 'unload'])
      await refused(server, `/v2/repository/models/echo/${what}`, { method: 'POST' }, 'server/forbidden');
  });

  it('may, where the server was told so', async () => {
    const models = modelFolder({ echo: generator(1) });
    const own = await startServer(models, ['--model-control', '--reload-every=0']);
    const post = (path: string) => ask(own, `/v2/repository/models/${path}`, { method: 'POST' });
    expect((await post('echo/unload')).status).toBe(200);
    await refused(own, '/v1/models/echo/samples', {}, 'server/not-ready');
    expect(jsonOf(await ask(own, '/v2/models/echo/ready'))).toEqual({ name: 'echo', ready: false });
    expect((await ask(own, '/v2/health/ready')).status).toBe(503);
    expect(await indexOf(own)).toMatchObject([{ name: 'echo', state: 'UNAVAILABLE', reason: 'unloaded' }]);
    expect((await post('echo/load')).status).toBe(200);
    expect((await ask(own, '/v1/models/echo/samples')).status).toBe(200);
    put(models, 'new/generator.onnx', generator(2));
    expect((await post('new/load')).status).toBe(200);
    put(models, 'bad/generator.onnx', 'garbage');
    for (const path of ['nothing/load', 'bad/load', '..%2fnew/load', '%00/load', 'nothing/unload']) {
      const answer = await post(path);
      expectFault(answer);
      expect([400, 404]).toContain(answer.status);
    }
    expect((await ask(own, '/v1/models/new/samples')).status).toBe(200);
    await own.stop();
  }, 60_000);
});

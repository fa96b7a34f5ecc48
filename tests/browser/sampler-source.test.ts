/** Where a page's model comes from: the network, with its accidents; the browser's cache; a file that was chosen. */
import { createHash } from 'node:crypto';
import type { LoadProgress } from '@kantor/sampler';
import { describe, expect, it } from 'vitest';
import { probeModel } from '../../libs/runtime/src/probe-model.js';
import { echo, untrained } from '../sampler/support/models.js';
import type { SamplerPage } from './pages/sampler/page.js';
import { useBrowser } from './support/chromium.js';
import { drawOnce, loadError, openSamplerPage, serve, type Answer } from './support/sampler-page.js';
import { startSite } from './support/server.js';

const browser = useBrowser({ webgpu: false });
const onWasm = { device: 'wasm' } as const;

const model = untrained('mnist-wgan-gp');
const other = echo();
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Waits until the browser has kept a model. */
const kept = (page: Awaited<ReturnType<typeof openSamplerPage>>['page'], bytes: Uint8Array) =>
  expect
    .poll(() =>
      page.evaluate(async (hash) => {
        const cache = await caches.open('kantor-models-1');
        const keys = await cache.keys();
        return keys.some(({ url }) => url.endsWith(hash)) && keys.length >= 2;
      }, hashOf(bytes)),
    )
    .toBe(true);

type Case = [what: string, answer: Answer, code: string, message: RegExp];

describe('a model that', () => {
  it.each([
    [
      'is not there',
      (response) => void response.writeHead(404).end('nothing'),
      'sampler/source',
      /\/model\.onnx was answered with 404 Not Found; is the address right\?$/,
    ],
    [
      'is answered with the page of an application',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hi'),
      'onnx/unreadable',
      /is a web page or XML: most likely the answer of a server that has no such file/,
    ],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': model.length });
        response.write(model.subarray(0, 1000), () => response.destroy());
      },
      'sampler/source',
      /\/model\.onnx broke off after \d+ bytes: .+\. Try again\.$/,
    ],
    [
      'was cut off before it was put there',
      serve(model.subarray(0, model.length - 1000)),
      'onnx/unreadable',
      /./,
    ],
    ['is no generator', serve(probeModel), 'sampler/inputs', /./],
  ] as Case[])('%s is refused', async (_what, answer, code, message) => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': answer });
    expect(await loadError(page, 'model.onnx', onWasm)).toEqual({
      code,
      message: expect.stringMatching(message),
    });
    // Nothing that was refused is kept, and the page can go on.
    const { page: again } = await openSamplerPage(browser(), { '/model.onnx': other });
    expect((await drawOnce(again, 'model.onnx', onWasm, {})).shape).toEqual([1, 1, 2, 3]);
  });

  it('has another shape than is said is refused', async () => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': model });
    expect(await loadError(page, 'model.onnx', { ...onWasm, shape: [3, 32, 32] })).toEqual({
      code: 'sampler/shape',
      message: expect.stringContaining('You say that a sample has the shape [3, 32, 32], but'),
    });
  });

  it('is on no server that can be reached is refused', async () => {
    const { page } = await openSamplerPage(browser(), {});
    expect(await loadError(page, 'http://127.0.0.1:9/model.onnx', onWasm)).toEqual({
      code: 'sampler/source',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/model\.onnx could not be fetched: /),
    });
  });
});

describe('a load', () => {
  it('tells how far it is, and ends when it is taken back', async () => {
    let written = 0;
    const slowly: Answer = (response) => {
      response.writeHead(200, { 'content-length': model.length });
      const next = () => {
        if (response.destroyed || written >= model.length) return;
        response.write(model.subarray(written, (written += 5000)));
        setTimeout(next, 20);
      };
      next();
    };
    const { page } = await openSamplerPage(browser(), { '/model.onnx': slowly });
    const result = await page.evaluate(async () => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const controller = new AbortController();
      const seen: LoadProgress[] = [];
      const outcome = await Sampler.load('model.onnx', {
        signal: controller.signal,
        onProgress: (progress) => {
          seen.push(progress);
          if (progress.loaded >= 20_000) controller.abort('enough');
        },
      }).catch((error: unknown) => error);
      return { outcome, seen };
    });
    expect(result.outcome).toBe('enough');
    expect(result.seen[0]).toEqual({ stage: 'read', loaded: 0, total: model.length });
    expect(result.seen.at(-1)?.loaded).toBeGreaterThanOrEqual(20_000);
    await expect.poll(() => written).toBeLessThan(model.length);
  });

  it('takes a file, a response and bytes', async () => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': other });
    const hashes = await page.evaluate(async () => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const response = await fetch('model.onnx');
      const bytes = await response.clone().arrayBuffer();
      const sources = [new File([bytes], 'mine.onnx'), response, bytes, new Uint8Array(bytes)];
      const hashes: string[] = [];
      for (const source of sources) {
        const sampler = await Sampler.load(source, { device: 'wasm' });
        hashes.push(sampler.info.hash);
        await sampler.dispose();
      }
      return hashes;
    });
    expect(hashes).toEqual(Array(4).fill(hashOf(other)));
  });
});

describe('the second time', () => {
  /** A server of files: it names the version, and after its end there is none. */
  const versioned = (bytes: Uint8Array) => serve(bytes, { etag: `"${hashOf(bytes).slice(0, 8)}"` });

  it('a model that has not changed is not downloaded again', async () => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': versioned(model) });
    const first = await drawOnce(page, 'model.onnx', onWasm, {});
    await kept(page, model);
    const { loads } = await page.evaluate(async () => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const loads: LoadProgress[] = [];
      const onProgress = (progress: LoadProgress) => void loads.push(progress);
      const sampler = await Sampler.load('model.onnx', { device: 'wasm', onProgress });
      await sampler.dispose();
      return { loads };
    });
    // In one piece, since it comes from the cache.
    expect(loads.filter(({ stage }) => stage === 'read')).toEqual([
      { stage: 'read', loaded: model.length, total: model.length },
    ]);
    expect(await drawOnce(page, 'model.onnx', onWasm, {})).toMatchObject({ data: first.data });
  });

  it('one that has changed is', async () => {
    let current: Uint8Array = other;
    const { page } = await openSamplerPage(browser(), {
      '/model.onnx': (response) => versioned(current)(response),
    });
    expect((await drawOnce(page, 'model.onnx', onWasm, {})).shape).toEqual([1, 1, 2, 3]);
    await kept(page, other);
    current = model;
    expect((await drawOnce(page, 'model.onnx', onWasm, {})).shape).toEqual([1, 1, 28, 28]);
    await kept(page, model);
    // What it was before is not kept any longer.
    const hashes = await page.evaluate(async () =>
      (await (await caches.open('kantor-models-1')).keys()).map(({ url }) => url.slice(-64)),
    );
    expect(hashes).not.toContain(hashOf(other));
  });

  it('needs no server for the model', async () => {
    const models = await startSite({
      folders: {},
      headers: { 'access-control-allow-origin': '*' },
      instead: { '/model.onnx': serve(model) },
    });
    const address = `${models.url}/model.onnx`;
    const { page } = await openSamplerPage(browser(), {});
    const first = await drawOnce(page, address, onWasm, { seed: 3 });
    await kept(page, model);
    await models.close();
    expect(await drawOnce(page, address, onWasm, { seed: 3 })).toMatchObject({ data: first.data });
  });

  it('a server in trouble is helped out', async () => {
    let answer = serve(other);
    const { page } = await openSamplerPage(browser(), { '/model.onnx': (response) => answer(response) });
    await drawOnce(page, 'model.onnx', onWasm, {});
    await kept(page, other);
    answer = (response) => void response.writeHead(503).end();
    expect((await drawOnce(page, 'model.onnx', onWasm, {})).info.hash).toBe(hashOf(other));
    answer = (response) => void response.writeHead(404).end();
    expect(await loadError(page, 'model.onnx', onWasm)).toMatchObject({ code: 'sampler/source' });
  });

  it('a model of a known hash is asked of nobody, and another is refused', async () => {
    const { page, site } = await openSamplerPage(browser(), { '/model.onnx': model, '/other.onnx': other });
    await drawOnce(page, 'model.onnx', onWasm, {});
    await kept(page, model);
    site.requests.length = 0;
    await drawOnce(page, 'elsewhere.onnx', { ...onWasm, hash: hashOf(model) }, {});
    expect(site.requests.filter((path) => path.endsWith('.onnx'))).toEqual([]);
    expect(await loadError(page, 'other.onnx', { ...onWasm, hash: '0'.repeat(64) })).toEqual({
      code: 'sampler/hash',
      message: expect.stringContaining(hashOf(other)),
    });
  });

  it('a model that nobody wanted kept is not', async () => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': model });
    await drawOnce(page, 'model.onnx', { ...onWasm, cache: false }, {});
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
  });
});

describe('files of two precisions', () => {
  it('are not both fetched: of float16 unless another is asked for, and its images are those', async () => {
    const { page, site } = await openSamplerPage(browser(), {
      '/large.onnx': model,
      '/small.onnx': untrained('mnist-wgan-gp', 'float16'),
    });
    const drawn = await page.evaluate(async () => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const draw = async (dtype: 'auto' | 'float32') => {
        const files = { float32: 'large.onnx', float16: 'small.onnx' };
        const sampler = await Sampler.load(files, { device: 'wasm', dtype });
        const { data } = await sampler.sample({ seed: 7, count: 4 });
        await sampler.dispose();
        return { dtype: sampler.info.dtype, data: [...data] };
      };
      return { small: await draw('auto'), large: await draw('float32') };
    });
    expect(site.requests.filter((path) => path.endsWith('.onnx'))).toEqual(['/small.onnx', '/large.onnx']);
    expect([drawn.small.dtype, drawn.large.dtype]).toEqual(['float16', 'float32']);
    const apart = drawn.small.data.map((value, i) => Math.abs(value - drawn.large.data[i]));
    expect(Math.max(...apart)).toBeLessThan(1e-2);
    expect(Math.max(...apart)).toBeGreaterThan(1e-6);
  });
});

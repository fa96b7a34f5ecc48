/** Models that the browser keeps: what is asked of the server the second time, and what of nobody. */
import { createHash } from 'node:crypto';
import type { LoadProgress } from '@kantor/sampler';
import { describe, expect, it } from 'vitest';
import { echo, untrained } from '../sampler/support/models.js';
import type { SamplerPage } from './pages/sampler/page.js';
import { useBrowser } from './support/chromium.js';
import { drawOnce, loadError, openSamplerPage, serve } from './support/sampler-page.js';
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

/** Where a page's model comes from: the network, with its accidents; the browser's cache; a file that was chosen. */
import { createHash } from 'node:crypto';
import type { LoadProgress } from '@kantor/sampler';
import { describe, expect, it } from 'vitest';
import { probeModel } from '../../libs/runtime/src/probe-model.js';
import { echo, untrained } from '../sampler/support/models.js';
import type { SamplerPage } from './pages/sampler/page.js';
import { useBrowser } from './support/chromium.js';
import { drawOnce, loadError, openSamplerPage, serve, type Answer } from './support/sampler-page.js';

const browser = useBrowser({ webgpu: false });
const onWasm = { device: 'wasm' } as const;

const model = untrained('mnist-wgan-gp');
const other = echo();
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

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

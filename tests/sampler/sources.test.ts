/** Where models come from, what is told on the way, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { LoadProgress } from '@kantor/sampler';
import { Sampler } from '@kantor/sampler/node';
import { KantorError, stream } from '@kantor/tensor';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeHost } from './support/broken-worker.js';
import { onCpu, useLoad } from './support/load.js';
import { echo, untrained } from './support/models.js';

const load = useLoad();
const model = echo();

function fileOf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-source-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'generator.onnx');
  writeFileSync(path, bytes);
  return path;
}

/** The address of a server that answers so. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/generator.onnx`;
}

describe('a model is loaded from', () => {
  const address = () =>
    serve((_request, response) => response.setHeader('content-length', model.length).end(model));

  it.each<[string, () => unknown]>([
    ['a path', () => fileOf(model)],
    ['a file: address', () => pathToFileURL(fileOf(model))],
    ['a text that is one', () => pathToFileURL(fileOf(model)).href],
    ['an address', address],
    ['a URL', async () => new URL(await address())],
    ['a response', async () => fetch(await address())],
    ['a data: address', () => `data:;base64,${Buffer.from(model).toString('base64')}`],
    ['bytes', () => model],
    ['a Buffer, which is a view', () => Buffer.concat([Buffer.alloc(3), model]).subarray(3)],
    ['an ArrayBuffer', () => model.slice().buffer],
    [
      'a response that was compressed',
      async () =>
        serve((_request, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(model))),
    ],
  ])('%s', async (_what, source) => {
    const sampler = await load((await source()) as string);
    const { data } = await sampler.sample({ seed: 2 });
    expect(data).toEqual(stream(2, 'latent').normal(new Float32Array(6)));
  });

  it('bytes that may be overwritten afterwards', async () => {
    const bytes = model.slice();
    const loading = load(bytes);
    bytes.fill(0);
    expect((await (await loading).sample()).count).toBe(1);
  });
});

describe('progress', () => {
  it('is told of bytes as they come, and of what is done with them', async () => {
    const bytes = untrained('mnist-wgan-gp');
    const told: LoadProgress[] = [];
    const address = await serve((_request, response) => {
      response.setHeader('content-length', bytes.length);
      response.write(bytes.subarray(0, 100_000));
      setTimeout(() => response.end(bytes.subarray(100_000)), 20);
    });
    await load(address, { onProgress: (progress) => told.push(progress) });
    const total = bytes.length;
    expect(told[0]).toEqual({ stage: 'read', loaded: 0, total });
    expect(told.filter(({ stage }) => stage === 'read').length).toBeGreaterThan(2);
    expect(told.slice(-3)).toEqual([
      { stage: 'read', loaded: total, total },
      { stage: 'open', loaded: total, total },
      { stage: 'ready', loaded: total, total },
    ]);
    const loaded = told.map((progress) => progress.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it('has no total if the server does not say', async () => {
    const told: LoadProgress[] = [];
    const address = await serve((_request, response) => {
      response.write(model.subarray(0, 10));
      response.end(model.subarray(10));
    });
    await load(address, { onProgress: (progress) => told.push(progress) });
    expect(told[0]).toEqual({ stage: 'read', loaded: 0, total: undefined });
  });
});

describe('refused is', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    ['a path to nothing', () => '/no/such/generator.onnx', 'sampler/source', /There is no file \/no\/such/],
    ['a folder', () => tmpdir(), 'sampler/source', /cannot be read: EISDIR/],
    ['an empty file', () => fileOf(new Uint8Array()), 'onnx/unreadable', /the file is empty/],
    ['a file cut short', () => model.subarray(0, 200), 'onnx/unreadable', /cut short/],
    [
      '404',
      () => serve((_request, response) => response.writeHead(404).end('<html>')),
      'sampler/source',
      /answered with 404 Not Found; is the address right\?/,
    ],
    [
      'a page',
      () => serve((_request, response) => response.end('<!doctype html>')),
      'onnx/unreadable',
      /web page/,
    ],
    [
      'a download that breaks off',
      () =>
        serve((_request, response) => {
          response.setHeader('content-length', model.length);
          response.write(model.subarray(0, 100), () => response.destroy());
        }),
      'sampler/source',
      /broke off after \d+ bytes: .+ Try again/,
    ],
    [
      'a server that is not there',
      () => 'http://127.0.0.1:9/x.onnx',
      'sampler/source',
      /could not be fetched: .+/,
    ],
    ['an address of no sort', () => 'https://', 'sampler/source', /could not be fetched/],
    ['no source', () => ({}), 'sampler/source', /The model is Object; expected a path, an address/],
  ])('%s', async (_what, source, code, message) => {
    await expect(load((await source()) as string)).rejects.toMatchObject({
      name: 'KantorError',
      code,
      message: expect.stringMatching(message),
    });
  });

  it('a response that is shorter than it says', async () => {
    const response = new Response(model.slice(0, 50), { headers: { 'content-length': '400' } });
    await expect(load(response)).rejects.toMatchObject({
      code: 'sampler/source',
      message: 'The response broke off after 50 of 400 bytes. Try again.',
    });
  });

  it.each<[object, string]>([
    [{ pool: 0 }, 'sampler/pool'],
    [{ pool: 1.5 }, 'sampler/pool'],
    [{ threads: 0 }, 'sampler/threads'],
    [{ threads: 1e9 }, 'sampler/threads'],
    [{ buckets: [] }, 'sampler/buckets'],
    [{ buckets: 'x' }, 'sampler/buckets'],
    [{ range: 'x' }, 'sampler/range'],
    [{ warmUp: 'foo' }, 'sampler/options'],
    [{ threads: '2' }, 'sampler/threads'],
    [{ maxDelay: '5' }, 'sampler/max-delay'],
    [{ dtype: 16 }, 'sampler/dtype'],
    [{ device: ['cpu'] }, 'runtime/device'],
    [{ maxDelay: -1 }, 'sampler/max-delay'],
    [{ maxDelay: Number.NaN }, 'sampler/max-delay'],
    [{ isolation: 'fibre' }, 'sampler/isolation'],
    [{ device: 'tpu' }, 'runtime/device'],
    [{ device: 'wasm' }, 'runtime/device'],
  ])('%j', async (options, code) => {
    await expect(load(model, options)).rejects.toMatchObject({ code });
  });

  it('damage of any byte, or it samples: nothing else happens', async () => {
    const random = stream(6, 'damage');
    const words = new Uint32Array(2);
    const outcomes = new Set<string>();
    for (let round = 0; round < (env['KANTOR_SLOW'] ? 200 : 20); round++) {
      const damaged = model.slice();
      random.uint32(words);
      damaged[words[0] % damaged.length] ^= 1 << (words[1] % 8);
      try {
        const sampler = await Sampler.load(damaged, onCpu);
        await sampler.sample();
        await sampler.dispose();
        outcomes.add('sampled');
      } catch (error) {
        if (!(error instanceof KantorError)) throw error;
        outcomes.add(error.code);
      }
    }
    expect([...outcomes]).toEqual(expect.arrayContaining(['sampled', 'onnx/unreadable']));
  });
});

describe('a load that is given up', () => {
  it('rejects with the signal’s reason: before it begins', async () => {
    for (const source of [model, fileOf(model), 'http://127.0.0.1:9/']) {
      await expect(load(source, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    }
  });

  it('while bytes come', async () => {
    const controller = new AbortController();
    const address = await serve((_request, response) => {
      response.setHeader('content-length', model.length);
      response.write(model.subarray(0, 100));
    });
    const loading = load(address, {
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded > 0 && controller.abort('meanwhile'),
    });
    await expect(loading).rejects.toBe('meanwhile');
  });

  it('while the model is opened, and its worker ends', async () => {
    const controller = new AbortController();
    const workerUrl = fakeHost('');
    const never = new URL(`data:text/javascript,setInterval(() => {}, 1000)`);
    const loading = load(model, {
      workerUrl: never,
      signal: controller.signal,
      onProgress: ({ stage }) => stage === 'open' && setTimeout(() => controller.abort('at last'), 50),
    });
    await expect(loading).rejects.toBe('at last');
    expect((await load(model)).device).toBe('cpu');
    void workerUrl;
  });
});

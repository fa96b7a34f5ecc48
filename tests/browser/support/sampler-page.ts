/** The sampler's page, with a model on the site, and what tests do with both. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { ServerResponse } from 'node:http';
import type { SampleOptions } from '@kantor/sampler';
import type { WebLoadOptions } from '@kantor/sampler/web';
import type { Browser, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { SamplerPage } from '../pages/sampler/page.js';
import { buildPage } from './bundle.js';
import { visit, type Visit } from './chromium.js';
import type { ServerOptions } from './server.js';

/** The folder of ONNX Runtime's files, in which there are more than a page needs. */
export const ortFolder = dirname(
  createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'),
);

/** What the site answers for one path. */
export type Answer = (response: ServerResponse) => void;

/** Answers with a model, as a server of files would. */
export const serve =
  (model: Uint8Array, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': model.length,
        ...headers,
      })
      .end(model);

let built: Promise<string> | undefined;

/** Opens the page for one test, which closes it; ONNX Runtime's files are in `kantor/`, and models where they are named. */
export async function openSamplerPage(
  browser: Browser,
  models: Readonly<Record<string, Uint8Array | Answer>>,
  options: Omit<ServerOptions, 'folders' | 'instead'> = {},
): Promise<Visit> {
  const folder = await (built ??= buildPage('sampler'));
  const instead = Object.fromEntries(
    Object.entries(models).map(([path, model]) => [path, model instanceof Uint8Array ? serve(model) : model]),
  );
  const visited = await visit(browser, {
    ...options,
    instead,
    folders: { '/kantor/': ortFolder, '/': folder },
  });
  onTestFinished(() => visited.close());
  await visited.page.waitForFunction(() => 'Sampler' in globalThis);
  return visited;
}

/** What can be said of a load as plain data. */
export type PlainOptions = Pick<
  WebLoadOptions,
  'device' | 'threads' | 'pool' | 'buckets' | 'latent' | 'shape' | 'hash' | 'cache' | 'assets'
>;

/** Loads a model, draws from it once and disposes it. */
export function drawOnce(
  page: Page,
  source: string,
  load: PlainOptions,
  sample: Pick<SampleOptions, 'seed' | 'count'>,
) {
  return page.evaluate(
    async ({ source, load, sample }) => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const sampler = await Sampler.load(source, load);
      const { seed = 1, count = 1 } = sample;
      const { data, shape } = await sampler.sample(sample);
      const result = {
        shape,
        data: [...data],
        latents: [...sampler.latents(seed, count).data],
        report: sampler.report(),
        info: sampler.info,
      };
      await sampler.dispose();
      return result;
    },
    { source, load, sample },
  );
}

/** What is said of a load that fails. */
export function loadError(page: Page, source: string, load: PlainOptions) {
  return page.evaluate(
    async ({ source, load }) => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      try {
        const sampler = await Sampler.load(source, load);
        await sampler.dispose();
        return undefined;
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        return { code, message };
      }
    },
    { source, load },
  );
}

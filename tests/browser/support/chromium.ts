/** Chromium for tests, with WebGPU on the CPU (SwiftShader) or without any, and pages that tell of their troubles. */
import { afterAll, beforeAll } from 'vitest';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium, quietFlags } from '../../../tools/chromium.mjs';
import { startSite, type ServerOptions, type Site } from './server.js';

/** WebGPU that needs no GPU: the adapter is called `google swiftshader`. */
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

export async function launch({ webgpu }: { readonly webgpu: boolean }): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium; `npm run test:browser` fetches one.');
  return chromium.launch({ executablePath, args: webgpu ? [...quietFlags, ...softwareGpu] : quietFlags });
}

export interface Visit {
  readonly page: Page;
  readonly site: Site;
  /** Errors and warnings of the console, of workers too, and exceptions that nobody caught. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** Opens the page at `/` of a site; both are closed by `close`, or with the browser. */
export async function visit(browser: Browser, options: ServerOptions): Promise<Visit> {
  const site = await startSite(options);
  browser.once('disconnected', () => void site.close());
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(`${site.url}/`);
  return {
    page,
    site,
    troubles,
    async close() {
      await page.close();
      await site.close();
    },
  };
}

/** Opens a browser before the tests of a file and closes it after them. */
export function useBrowser(options: Parameters<typeof launch>[0]): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch(options);
  });
  afterAll(() => browser?.close());
  return () => browser as Browser;
}

/** Chromium for tests, with WebGPU on the CPU (SwiftShader) or without any, and pages that tell of their troubles. */
import { onTestFinished } from 'vitest';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../../tools/chromium.mjs';
import { startSite, type ServerOptions, type Site } from './server.js';

const quiet = [
  '--headless=new',
  '--no-sandbox', // for root, as in containers
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
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
  return chromium.launch({ executablePath, args: webgpu ? [...quiet, ...softwareGpu] : quiet });
}

export interface Visit {
  readonly page: Page;
  readonly site: Site;
  /** Errors and warnings of the console, of workers too, and exceptions that nobody caught. */
  readonly troubles: readonly string[];
}

/** Opens the page at `/` of a site that ends with the test. */
export async function visit(browser: Browser, options: ServerOptions): Promise<Visit> {
  const site = await startSite(options);
  const page = await browser.newPage();
  onTestFinished(async () => {
    await page.close();
    await site.close();
  });
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(`${site.url}/`);
  return { page, site, troubles };
}

/** The site as people get it: built, with a small generator, below a path, under its own policy; and visits of it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, onTestFinished } from 'vitest';
import { untrained } from '../../sampler/support/models.js';
import { startSite, type Site } from './server.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const models = join(root, 'tmp/browser/site-models');
const outDir = join(root, 'tmp/browser/site');

/** Generators with the weights that training starts from: what they make is noise, but always the same. */
export const shipped = ['fashion-wgan-gp', 'mnist-wgan-gp'];

async function buildSite(): Promise<void> {
  rmSync(models, { recursive: true, force: true });
  mkdirSync(models, { recursive: true });
  cpSync(join(root, 'models'), models, {
    recursive: true,
    filter: (path) => !path.endsWith('.onnx'),
  });
  for (const name of shipped) writeFileSync(join(models, name, 'generator.onnx'), untrained(name));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const flags = ['build', 'apps/site', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [vite, ...flags], {
    cwd: root,
    env: { ...process.env, KANTOR_MODELS: models, NODE_OPTIONS: '' },
  });
}

export interface Visit {
  readonly page: Page;
  readonly site: Site;
  /** Errors and warnings of the console, of workers too, and exceptions that nobody caught. */
  readonly troubles: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** What follows the question mark in the address. */
  readonly search?: string;
  readonly isolated?: boolean;
}

/** A path like any other: nothing in the built site may rely on where it is. */
const place = '/some/where/';

/** Builds the site before the tests of a file. Visits end with the test. */
export function useSite(): (browser: Browser, options?: VisitOptions) => Promise<Visit> {
  beforeAll(buildSite);
  return async (browser, { search = '', isolated = false, ...context } = {}) => {
    const site = await startSite({ folders: { [place]: outDir }, isolated, strict: true });
    const visitor = await browser.newContext(context);
    onTestFinished(async () => {
      await visitor.close();
      await site.close();
    });
    const page = await visitor.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(String(error)));
    await page.goto(`${site.url}${place}${search === '' ? '' : `?${search}`}`);
    return { page, site, troubles };
  };
}

/** Waits until a sheet was drawn, or the page says why there is none. */
export async function sheetDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const text = (id: string) => document.getElementById(id)?.textContent ?? '';
    return /\d/.test(text('time-wasm') + text('time-webgpu')) || text('sample-error') !== '';
  });
}

/** The pixels of a canvas, as bytes of red, green, blue and alpha; the page's own canvas is left as it is. */
export async function pixelsOf(page: Page, id: string): Promise<Pixels> {
  const { width, bytes } = await page.evaluate((id) => {
    const canvas = document.getElementById(id) as HTMLCanvasElement;
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, width, height);
    return { width, bytes: Array.from(data, (byte) => String.fromCharCode(byte)).join('') };
  }, id);
  return { width, data: Buffer.from(bytes, 'latin1') };
}

export interface Pixels {
  readonly width: number;
  readonly data: Buffer;
}

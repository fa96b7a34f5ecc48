/** The server's own pages in Chromium, before a server as it is built. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { modelFolder } from '../server/support/folder.js';
import { startServer, type Server } from '../server/support/server.js';
import { root } from '../workspace/workspace.js';
import { complaints, overflow, screens } from './support/checks.js';
import { useBrowser } from './support/chromium.js';
import { startSite } from './support/server.js';

const browser = useBrowser({ webgpu: false });
const digits = readFileSync(join(root, 'models/mnist-wgan-gp/generator.onnx'));
const models = modelFolder({ 'mnist-wgan-gp': digits });
const token = 'kantor_for-this-test';

let server: Server;
let guarded: Server;
beforeAll(async () => {
  const hash = createHash('sha256').update(token).digest('hex');
  [server, guarded] = [await startServer(models), await startServer(models, [`--tokens=test:${hash}`])];
});
afterAll(async () => {
  await server.stop();
  await guarded.stop();
});

/** Opens an address; the page is closed when the test ends. */
async function open(url: string, options: BrowserContextOptions = {}) {
  const context = await browser().newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(url);
  return { page, troubles };
}

/** The address of the picture that the page shows, once it is there whole. */
async function picture(page: Page, before = ''): Promise<string> {
  await page.waitForFunction((before) => {
    const image = document.querySelector('img');
    return image !== null && image.src !== before && image.complete && image.naturalWidth > 0;
  }, before);
  return (await page.locator('img').getAttribute('src')) ?? '';
}

it('shows what is served with samples of it, and nothing troubles the console', async () => {
  const { page, troubles } = await open(`${server.url}/`);
  await picture(page);
  expect(await page.locator('#state').textContent()).toBe('1 model served');
  expect(await page.locator('h2').textContent()).toBe('mnist-wgan-gp');
  expect(await page.locator('dl').textContent()).toContain('1 × 28 × 28, latent 64 normal');
  expect(await page.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(4 * 28);
  expect(troubles).toEqual([]);
});

it('draws other samples for a new seed, whose address gives the same ones', async () => {
  const { page, troubles } = await open(`${server.url}/`);
  const before = await picture(page);
  const address = await page.locator('.address').getAttribute('href');
  await page.click('text=New seed');
  await picture(page, before);
  const next = await page.locator('.address').getAttribute('href');
  expect(next).toMatch(/^\/v1\/models\/mnist-wgan-gp\/samples\?seed=\d+&count=16$/);
  expect(next).not.toBe(address);
  await page.click('.address');
  await page.waitForURL(`${server.url}${next}`);
  expect(troubles).toEqual([]);
});

it('asks for a token where the server does, and shows samples once it has one', async () => {
  const { page } = await open(`${guarded.url}/`);
  await page.waitForSelector('#access:not([hidden])');
  expect(await page.locator('#state').textContent()).toBe('This server wants a token.');
  expect(await page.locator('section').count()).toBe(0);
  await page.fill('#access input', token);
  await page.click('#access button');
  await picture(page);
  expect(await page.locator('#access').isHidden()).toBe(true);
});

it('says which model is not served, and why', async () => {
  const folder = modelFolder({ broken: Buffer.from('no model') });
  const other = await startServer(folder);
  onTestFinished(() => other.stop());
  const { page } = await open(`${other.url}/`);
  await page.waitForSelector('#troubles:not([hidden])');
  expect(await page.locator('#state').textContent()).toBe('0 models served');
  expect(await page.locator('#troubles li').allTextContents()).toEqual([
    expect.stringMatching(/^broken 1: The model is damaged/),
  ]);
});

it('lets a page of another origin show a sample as an image', async () => {
  const address = `${server.url}/v1/models/mnist-wgan-gp/samples/7.png?scale=4`;
  const html = `<!doctype html><title>Elsewhere</title><img src="${address}" alt="">`;
  const site = await startSite({
    folders: {},
    instead: { '/': (response) => response.setHeader('content-type', 'text/html').end(html) },
  });
  onTestFinished(() => site.close());
  const { page, troubles } = await open(`${site.url}/`);
  await picture(page);
  expect(await page.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(4 * 28);
  expect(troubles).toEqual([]);
});

it('lets scripts of the origins that it is told of read samples, and of no others', async () => {
  const site = await startSite({
    folders: {},
    instead: { '/': (response) => response.setHeader('content-type', 'text/html').end('<!doctype html>') },
  });
  onTestFinished(() => site.close());
  const friendly = await startServer(models, [`--cors=${site.url}`]);
  onTestFinished(() => friendly.stop());
  const { page } = await open(`${site.url}/`);
  const read = (base: string) =>
    page.evaluate(
      (address) =>
        fetch(address).then(
          (response) => response.headers.get('kantor-seed'),
          () => 'refused',
        ),
      `${base}/v1/models/mnist-wgan-gp/samples?seed=7`,
    );
  expect([await read(friendly.url), await read(server.url)]).toEqual(['7', 'refused']);
});

it('describes its interface on a page that loads nothing from elsewhere', async () => {
  const { page, troubles } = await open(`${server.url}/docs`);
  await page.waitForSelector('.opblock');
  const paths = await page.locator('.opblock-summary-path').allTextContents();
  expect(paths.map((path) => path.replace(/\u200b/g, ''))).toContain('/v2/models/{model}/infer');
  expect(troubles).toEqual([]);
});

describe.each(screens)('on a $what', ({ what: _, ...screen }) => {
  it.each(['open', 'guarded'])(
    'axe-core finds nothing wrong with the page of a server that is %s, and it fits',
    async (kind) => {
      const { page } = await open(`${kind === 'open' ? server.url : guarded.url}/`, {
        ...screen,
        bypassCSP: true,
      });
      if (kind === 'open') await picture(page);
      else await page.waitForSelector('#access:not([hidden])');
      expect(await complaints(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    },
  );
});

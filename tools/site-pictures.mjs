/**
 * Takes the pictures of the site that the documentation shows: `node tools/site-pictures.mjs`, after
 * `npx nx run site:build`. It looks at the built site in Chromium, trains for a while, and writes docs/images/site-*.jpg.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const site = join(root, 'apps/site');
const steps = 500;

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
async function sampled(page) {
  await page.waitForFunction(() => /\d/.test(document.getElementById('time-wasm')?.textContent ?? ''));
}

/** @param {Page} page */
async function trained(page) {
  await page.click('#train-toggle');
  await page.waitForFunction(
    (least) => Number(document.getElementById('figure-step')?.textContent ?? '') >= least,
    steps,
    { timeout: 300_000 },
  );
  await page.click('#train-toggle');
  await page.locator('#train-status', { hasText: 'Paused' }).waitFor();
}

/** @param {number} height */
const desktop = (height) => ({ viewport: { width: 1120, height } });
const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1.5,
  isMobile: true,
  hasTouch: true,
};
const light = /** @type {const} */ ({ colorScheme: 'light' });
const dark = /** @type {const} */ ({ colorScheme: 'dark' });

/**
 * What is at the top of each picture, and what happens before it.
 * @type {Readonly<Record<string, { screen: import('playwright-core').BrowserContextOptions, top: string, before: (page: Page) => Promise<void> }>>}
 */
const pictures = {
  'site-samples': { screen: { ...desktop(1200), ...light }, top: '#samples', before: sampled },
  'site-training': { screen: { ...desktop(1120), ...light }, top: '.train', before: trained },
  'site-training-dark': { screen: { ...desktop(1120), ...dark }, top: '.train', before: trained },
  'site-phone': { screen: { ...phone, ...light }, top: '.sampling', before: sampled },
  'site-phone-dark': { screen: { ...phone, ...dark }, top: '.train', before: trained },
};

const server = await preview({ root: site, configFile: join(site, 'vite.config.ts'), preview: { port: 0 } });
const [address = ''] = server.resolvedUrls?.local ?? [];
const executablePath = findChromium();
if (executablePath === undefined)
  throw new Error('There is no Chromium; `node tools/chromium.mjs` fetches one.');
const browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox'] });
for (const [name, { screen, top, before }] of Object.entries(pictures)) {
  const context = await browser.newContext(screen);
  const page = await context.newPage();
  await page.goto(`${address}?seed=7`);
  await before(page);
  await page.evaluate((selector) => {
    const element = document.querySelector(selector);
    scrollTo({ top: (element?.getBoundingClientRect().top ?? 0) + scrollY - 16, behavior: 'instant' });
  }, top);
  await page.screenshot({ path: join(root, 'docs/images', `${name}.jpg`), quality: 85, type: 'jpeg' });
  console.log(`docs/images/${name}.jpg`);
  await context.close();
}
await browser.close();
await server.close();

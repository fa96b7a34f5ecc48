/** The site as a page: what it fetches, whether it fits, and whether everybody can use it. */
import { describe, expect, it } from 'vitest';
import { complaints, overflow, screens } from './support/checks.js';
import { useBrowser } from './support/chromium.js';
import { sheetDrawn, shipped, useSite } from './support/kantor-site.js';

const browser = useBrowser({ webgpu: false });
const visit = useSite();

it('works below any path under a strict policy, says nothing to the console, and fetches what it needs', async () => {
  const { page, site, troubles } = await visit(browser());
  await sheetDrawn(page);
  expect(await page.locator('#sample-error').textContent()).toBe('');
  await page.click('#train-step');
  await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '1');
  expect(troubles).toEqual([]);
  expect(site.requests.every((path) => path.startsWith('/some/where/') || path === '/favicon.ico')).toBe(
    true,
  );
  const ort = new Set(
    site.requests.filter((path) => path.includes('/ort/')).map((path) => path.split('/').at(-1)),
  );
  expect([...ort].sort()).toEqual([
    'ort-wasm-simd-threaded.mjs',
    'ort-wasm-simd-threaded.wasm',
    'ort.wasm.min.mjs',
  ]);
});

it('fetches nothing of ONNX Runtime for training before training starts, and lists the models it came with', async () => {
  const { page } = await visit(browser());
  expect(await page.locator('#model option').allTextContents()).toEqual(shipped);
  expect(await page.locator('#train-status').textContent()).toBe('Ready.');
  expect(await page.locator('#figure-step').textContent()).toBe('–');
});

describe.each(screens)('on a $what', ({ what: _, ...screen }) => {
  it('axe-core finds nothing wrong, and nothing reaches over the edge', async () => {
    const { page } = await visit(browser(), { ...screen, bypassCSP: true });
    await sheetDrawn(page);
    await page.click('#train-step');
    await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '1');
    expect(await complaints(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  });
});

it('fits a screen of 320 pixels', async () => {
  const { page } = await visit(browser(), { viewport: { width: 320, height: 640 } });
  await sheetDrawn(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(320);
});

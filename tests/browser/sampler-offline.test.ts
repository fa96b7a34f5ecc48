/** A page that was loaded once, and again when its server is gone: what `copy-assets --service-worker` is for. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { untrained } from '../sampler/support/models.js';
import { useBrowser, visit } from './support/chromium.js';
import { startSite } from './support/server.js';

const browser = useBrowser({ webgpu: false });
const sampler = fileURLToPath(new URL('../../libs/sampler/', import.meta.url));

beforeAll(() => {
  execFileSync(execPath, [join(sampler, 'scripts/standalone.mjs')]);
});

const script = `
import './kantor/offline.js';
import { Sampler } from './kantor/sampler.js';
const sampler = await Sampler.load('generator.onnx', { device: 'wasm' });
const images = await sampler.sample({ seed: 7, count: 4 });
globalThis.drawn = { pixels: [...images.toImageData().data], threads: sampler.report().tried.at(-1).reason };
`;

/** A folder as the command makes it, with a page and a model. */
function makeSite(...flags: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-offline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync(execPath, [join(sampler, 'dist/node/bin.js'), 'copy-assets', folder, '--wasm-only', ...flags]);
  writeFileSync(join(folder, 'generator.onnx'), untrained('mnist-wgan-gp'));
  writeFileSync(join(folder, 'page.js'), script);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script type="module" src="./page.js"></script>');
  return folder;
}

interface Drawn {
  readonly pixels: readonly number[];
  readonly threads: string;
}

async function drawnIn(page: Page): Promise<Drawn> {
  await page.waitForFunction(() => 'drawn' in globalThis);
  return page.evaluate(() => (globalThis as unknown as { drawn: Drawn }).drawn);
}

/** Waits until the browser has put away all of what the page needs, for which no page waits. */
async function allKept(page: Page): Promise<void> {
  const names = () =>
    page.evaluate(async () => {
      const kept = await Promise.all(
        (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
      );
      return kept.flat().map(({ url }) => new URL(url).pathname);
    });
  const needed = ['/', '/page.js', '/kantor/offline.js', '/kantor/sampler.js', '/kantor/worker.js'];
  const ofOrt = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  const all = [...needed, ...ofOrt.map((name) => `/kantor/${name}`)];
  await expect.poll(names).toEqual(expect.arrayContaining(all));
  await expect
    .poll(async () => (await names()).filter((name) => name.startsWith('/.kantor/')))
    .toHaveLength(2);
}

describe('a page whose server is gone', () => {
  it.each([{ isolated: false }, { isolated: true }])(
    'starts after one visit and draws the same pixels, under a strict policy: %o',
    async ({ isolated }) => {
      const folders = { '/': makeSite('--service-worker') };
      const { page, site, troubles, close } = await visit(browser(), { folders, isolated, strict: true });
      onTestFinished(close);
      const first = await drawnIn(page);
      expect(new Set(first.pixels).size).toBeGreaterThan(50);
      await allKept(page);
      await site.close();
      await page.reload();
      const again = await drawnIn(page);
      expect(again.pixels).toEqual(first.pixels);
      expect(again.threads).toBe(first.threads); // isolated as before, since headers are kept too
      // The browser itself notes that the server does not answer.
      expect(troubles.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    },
  );

  it('does not start without the service worker', async () => {
    const folder = makeSite('--service-worker');
    writeFileSync(join(folder, 'page.js'), script.replace("import './kantor/offline.js';", ''));
    const { page, site, close } = await visit(browser(), { folders: { '/': folder } });
    onTestFinished(close);
    await drawnIn(page);
    await site.close();
    await expect(page.reload()).rejects.toThrow('ERR_CONNECTION_REFUSED');
  });
});

it('a page whose server is there gets what is new, and the model is kept once', async () => {
  const folder = makeSite('--service-worker');
  const { page, site, close } = await visit(browser(), { folders: { '/': folder } });
  onTestFinished(close);
  await drawnIn(page);
  await allKept(page);
  writeFileSync(join(folder, 'page.js'), 'globalThis.drawn = { pixels: [], threads: "new" };');
  await page.reload();
  expect(await drawnIn(page)).toEqual({ pixels: [], threads: 'new' });
  expect(site.requests.filter((path) => path === '/generator.onnx')).toHaveLength(1);
  const ofSite = await page.evaluate(async () =>
    (await (await caches.open('kantor-site-1')).keys()).map(({ url }) => new URL(url).pathname),
  );
  expect(ofSite).not.toContain('/generator.onnx');
});

it('a page whose browser gives it no service worker goes on without one', async () => {
  const site = await startSite({ folders: { '/': makeSite('--service-worker') } });
  onTestFinished(() => site.close());
  const page = await browser().newPage();
  onTestFinished(() => page.close());
  await page.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }));
  await page.goto(`${site.url}/`);
  expect((await drawnIn(page)).pixels.length).toBeGreaterThan(0);
});

describe('copy-assets', () => {
  it('puts the service worker above its own folder, and replaces it the next time', () => {
    const folder = makeSite('--service-worker');
    const command = (...flags: readonly string[]) =>
      execFileSync(
        execPath,
        [join(sampler, 'dist/node/bin.js'), 'copy-assets', folder, '--wasm-only', ...flags],
        {
          encoding: 'utf8',
          stdio: 'pipe',
        },
      );
    expect(command('--service-worker')).toContain("import './kantor/offline.js';");
    expect(readdirSync(join(folder, 'kantor'))).toContain('offline.js');
    const own = join(folder, 'service-worker.js');
    writeFileSync(own, 'mine');
    expect(() => command('--service-worker')).toThrow('service-worker.js. Nothing was copied.');
    expect(readFileSync(own, 'utf8')).toBe('mine');
  });

  it('brings none unless it is told to', () => {
    const folder = makeSite();
    expect(existsSync(join(folder, 'service-worker.js'))).toBe(false);
    expect(readdirSync(join(folder, 'kantor'))).not.toContain('offline.js');
  });
});

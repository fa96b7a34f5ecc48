/** `<kantor-samples>`: what it shows and says, its keys, its events, and its end. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { KantorSamplesElement } from '@kantor/sampler/element';
import { Sampler } from '@kantor/sampler/node';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { onCpu } from '../sampler/support/load.js';
import { echo, untrained } from '../sampler/support/models.js';
import { useBrowser } from './support/chromium.js';
import { openSamplerPage, serve } from './support/sampler-page.js';

const browser = useBrowser({ webgpu: false });
const model = untrained('mnist-wgan-gp');

/** The bytes of Node's sheet, as a canvas has them. */
let sheetOfNode: readonly number[];
beforeAll(async () => {
  await using sampler = await Sampler.load(model, onCpu);
  sheetOfNode = [...(await sampler.sample({ seed: 7, count: 6 })).toImageData({ columns: 3 }).data];
});

/** A page with an element of these attributes; it remembers events. */
async function openElement(
  attributes: string,
  models: Parameters<typeof openSamplerPage>[1] = { '/model.onnx': model },
  options: Parameters<typeof openSamplerPage>[2] = { strict: true },
) {
  const visited = await openSamplerPage(browser(), models, options);
  await visited.page.evaluate((attributes) => {
    const box = document.createElement('main');
    box.innerHTML = `<kantor-samples ${attributes}></kantor-samples>`;
    const element = box.firstElementChild as KantorSamplesElement;
    const events: string[] = [];
    const log: Log = { events };
    element.addEventListener('progress', ({ detail }) => events.push(detail.stage));
    element.addEventListener('samples', ({ detail: { seed, images, position } }) => {
      events.push(`samples ${seed} ${images.shape.join(' ')} at ${position.x} ${position.y}`);
      log.data = [...images.data];
    });
    element.addEventListener('error', ({ detail }) => events.push(`error ${detail.error.message}`));
    Object.assign(globalThis, { log });
    document.body.append(box);
  }, attributes);
  return { ...visited, element: visited.page.locator('kantor-samples') };
}

interface Log {
  readonly events: string[];
  data?: number[];
}

const log = (page: Page): Promise<Log> => page.evaluate(() => (globalThis as unknown as { log: Log }).log);
const last = async (page: Page): Promise<string | undefined> => (await log(page)).events.at(-1);
const shows = (page: Page, event: string | RegExp) =>
  expect.poll(() => last(page), { timeout: 30_000 }).toMatch(event);
const picture = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('kantor-samples')?.shadowRoot?.querySelector('canvas');
    const { width = 0, height = 0 } = canvas ?? {};
    return [...(canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [])];
  });

describe('the element', () => {
  it('shows the sheet that Node draws, under a strict policy', async () => {
    const { page, troubles } = await openElement('src="model.onnx" seed="7" count="6" columns="3"');
    await shows(page, 'samples 7 6 1 28 28 at 0 0');
    const drawn = await picture(page);
    expect(drawn).toHaveLength(sheetOfNode.length);
    const worst = drawn.reduce((most, value, i) => Math.max(most, Math.abs(value - sheetOfNode[i])), 0);
    expect(worst).toBeLessThanOrEqual(1); // where the numbers differ by 1e-5, a byte may be rounded the other way
    const { events } = await log(page);
    expect([...new Set(events)]).toEqual(['read', 'open', 'ready', 'samples 7 6 1 28 28 at 0 0']);
    expect(troubles).toEqual([]);
  });

  it('says what it shows, to who does not see it too', async () => {
    const { page } = await openElement('src="model.onnx" seed="7" count="6"');
    await shows(page, /^samples/);
    const image = page.getByRole('img', { name: '6 images drawn by test from seed 7.' });
    expect(await image.count()).toBe(1);
    expect(await image.getAttribute('aria-keyshortcuts')).toContain('ArrowLeft');
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(context: string): Promise<{ violations: unknown[] }> };
      };
      return (await axe.run('kantor-samples')).violations;
    });
    expect(violations).toEqual([]);
  });

  it('follows its attributes and properties', async () => {
    const { page, element, site } = await openElement('src="model.onnx"', {
      '/model.onnx': model,
      '/other.onnx': echo(),
    });
    await shows(page, 'samples 1 16 1 28 28 at 0 0');
    await element.evaluate((it) => it.setAttribute('seed', '5'));
    await shows(page, 'samples 5 16 1 28 28 at 0 0');
    await element.evaluate((it: KantorSamplesElement) => {
      it.count = 2;
      it.columns = 1;
    });
    await shows(page, 'samples 5 2 1 28 28 at 0 0');
    expect(await element.getAttribute('columns')).toBe('1');
    expect(await picture(page)).toHaveLength(4 * 28 * (28 + 2 + 28));
    expect(site.requests.filter((path) => path === '/model.onnx')).toHaveLength(1);
    await element.evaluate((it: KantorSamplesElement) => (it.src = 'other.onnx'));
    await shows(page, 'samples 5 2 1 2 3 at 0 0');
  });

  it('takes properties that were set before it was known', async () => {
    const { page } = await openSamplerPage(browser(), { '/model.onnx': model });
    const count = await page.evaluate(() => {
      const frame = document.createElement('kantor-samples');
      Object.defineProperty(frame, 'count', { value: 3, configurable: true, writable: true });
      document.body.append(frame);
      return [Object.hasOwn(frame, 'count'), frame.getAttribute('count')];
    });
    expect(count).toEqual([false, '3']);
  });

  it('draws from a new seed at R, and walks at the arrows', async () => {
    const { page, element } = await openElement('src="model.onnx" seed="7" count="6"');
    await shows(page, /^samples 7/);
    const before = (await log(page)).data;
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await shows(page, 'samples 7 6 1 28 28 at 1 1');
    expect((await log(page)).data).not.toEqual(before);
    expect(await page.getByRole('img').getAttribute('aria-label')).toBe(
      '6 images drawn by test from seed 7, 1 steps to the right and 1 up in the latent space.',
    );
    await page.keyboard.press('Home');
    await shows(page, 'samples 7 6 1 28 28 at 0 0');
    expect((await log(page)).data).toEqual(before);
    await page.keyboard.press('Control+r');
    await page.keyboard.press('r');
    await expect.poll(() => element.getAttribute('seed')).not.toBe('7');
    await shows(page, `samples ${await element.getAttribute('seed')} 6 1 28 28 at 0 0`);
  });

  it('has a ring around it when the keyboard is there, and none for the mouse', async () => {
    const { page } = await openElement('src="model.onnx" count="1"');
    await shows(page, /^samples/);
    const ring = () =>
      page.locator('kantor-samples canvas').evaluate((it) => getComputedStyle(it).outlineStyle);
    await page.keyboard.press('Tab');
    expect(await ring()).toBe('solid');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.locator('kantor-samples').click();
    expect(await ring()).toBe('none');
  });

  it.each([
    ['reduce', 1],
    ['no-preference', 4],
  ] as const)('where motion is %s, a step is %d pictures', async (reducedMotion, pictures) => {
    const { page } = await openElement('src="model.onnx" count="1"');
    await page.emulateMedia({ reducedMotion });
    await shows(page, /^samples/);
    const drawn = () =>
      page.evaluate(() => document.querySelector('kantor-samples')?.sampler?.report().ran.samples);
    const before = (await drawn()) ?? 0;
    await page.locator('kantor-samples').focus();
    await page.keyboard.press('ArrowRight');
    await shows(page, /at 1 0$/);
    expect(await drawn()).toBe(before + pictures);
  });

  it('tells and shows what is wrong, and goes on with what is right', async () => {
    const { page, element } = await openElement('src="missing.onnx"');
    await shows(page, /^error .*missing\.onnx was answered with 404 Not Found/);
    expect(await element.getByRole('status').textContent()).toContain('404');
    await element.evaluate((it) => it.setAttribute('src', 'model.onnx'));
    await shows(page, /^samples 1/);
    expect(await element.getByRole('status').textContent()).toBe('');
    await element.evaluate((it) => it.setAttribute('seed', 'seven'));
    await shows(page, /^error .*NaN/);
    await element.evaluate((it) => it.setAttribute('seed', '3'));
    await shows(page, /^samples 3/);
    await element.evaluate((it) => it.setAttribute('device', 'abacus'));
    await shows(page, /^error .*Browsers have no 'abacus'/s);
  });

  it('gives its worker back when it leaves the page, and not when it moves in it', async () => {
    const { page } = await openElement('src="model.onnx" count="1"', { '/model.onnx': serve(model) });
    await shows(page, /^samples/);
    expect(page.workers()).toHaveLength(1);
    const moved = await page.evaluate(async () => {
      const element = document.querySelector('kantor-samples') as KantorSamplesElement;
      const { sampler } = element;
      document.body.append(element);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return sampler !== undefined && sampler === element.sampler;
    });
    expect(moved).toBe(true);
    await page.evaluate(() => document.querySelector('kantor-samples')?.remove());
    await expect.poll(() => page.workers().length).toBe(0);
  });
});

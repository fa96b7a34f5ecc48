/** Sampling in the page: seeds in the address, devices, walks and ways, files of one's own, good ones and bad ones. */
import { decodePng } from '@kantor/image';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { echo, untrained } from '../sampler/support/models.js';
import { useBrowser } from './support/chromium.js';
import { pixelsOf, sheetDrawn, useSite, type Pixels } from './support/kantor-site.js';

const plain = useBrowser({ webgpu: false });
const software = useBrowser({ webgpu: true });
const visit = useSite();

const textOf = (page: Page, id: string) => page.locator(`#${id}`).textContent();
const seedOf = (page: Page) => new URL(page.url()).searchParams.get('seed');

/** The pixels of a canvas when they are others than before. */
async function changed(page: Page, id: string, before: Pixels): Promise<Pixels> {
  for (let tries = 0; tries < 200; tries++) {
    const now = await pixelsOf(page, id);
    if (!now.data.equals(before.data)) return now;
    await page.waitForTimeout(50);
  }
  throw new Error(`The canvas ${id} stays as it is.`);
}

/** Waits until the pixels of a canvas are these. */
async function becomes(page: Page, id: string, expected: Pixels): Promise<void> {
  await expect
    .poll(async () => (await pixelsOf(page, id)).data.equals(expected.data), { timeout: 10_000 })
    .toBe(true);
}

async function open(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  await page.setInputFiles('#file', {
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  });
}

/** Drops a file on the page, as from a file manager. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, text },
  );
}

describe('the seed', () => {
  it('of an address gives the same pixels to everyone, and another seed others', async () => {
    const sheets: Pixels[] = [];
    for (const search of ['seed=7', 'model=fashion-wgan-gp&seed=7', 'seed=8']) {
      const { page } = await visit(plain(), { search });
      await sheetDrawn(page);
      sheets.push(await pixelsOf(page, 'sheet'));
    }
    expect(sheets[1].data.equals(sheets[0].data)).toBe(true);
    expect(sheets[2].data.equals(sheets[0].data)).toBe(false);
  });

  it('goes into the address, and back in the history with its images', async () => {
    const { page, troubles } = await visit(plain(), { search: 'seed=7' });
    await sheetDrawn(page);
    const first = await pixelsOf(page, 'sheet');
    await page.fill('#seed', '12345');
    await page.press('#seed', 'Enter');
    const second = await changed(page, 'sheet', first);
    expect(seedOf(page)).toBe('12345');
    await page.goBack();
    await becomes(page, 'sheet', first);
    expect([seedOf(page), await page.inputValue('#seed')]).toEqual(['7', '7']);
    await page.goForward();
    await becomes(page, 'sheet', second);
    expect(troubles).toEqual([]);
  });

  it('is a new one after R, but not while something is typed', async () => {
    const { page } = await visit(plain(), { search: 'seed=7' });
    await sheetDrawn(page);
    const first = await pixelsOf(page, 'sheet');
    await page.focus('#seed');
    await page.keyboard.press('r');
    expect(seedOf(page)).toBe('7');
    await page.focus('#sheet-list');
    await page.keyboard.press('r');
    await changed(page, 'sheet', first);
    expect(seedOf(page)).toMatch(/^\d+$/);
    expect(seedOf(page)).not.toBe('7');
  });
});

describe('walk and way', () => {
  it('begin at A, which keys pick, and end at B', async () => {
    const { page, troubles } = await visit(plain());
    await sheetDrawn(page);
    const first = await pixelsOf(page, 'stage-image');
    await page.focus('#sheet-list');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(
      await page.locator('#sheet-list [aria-selected="true"]').evaluateAll((all) => all.map(({ id }) => id)),
    ).toEqual(['sample-1', 'sample-10']);
    const a = await changed(page, 'stage-image', first);
    await page.press('#way-place', 'End');
    const b = await changed(page, 'stage-image', a);
    await page.click('#sample-5'); // takes the place of B
    await page.click('#sample-1'); // takes the place of A, and was B
    await becomes(page, 'stage-image', b);
    expect(troubles).toEqual([]);
  });

  it('the walk follows arrow keys and the pointer, and Home leads back', async () => {
    const { page } = await visit(plain());
    await sheetDrawn(page);
    const start = await pixelsOf(page, 'stage-image');
    await page.focus('#stage');
    await page.keyboard.press('ArrowRight');
    const right = await changed(page, 'stage-image', start);
    await page.keyboard.press('ArrowUp');
    await changed(page, 'stage-image', right);
    await page.keyboard.press('Home');
    await becomes(page, 'stage-image', start);
    await page.hover('#stage', { position: { x: 10, y: 10 } });
    await changed(page, 'stage-image', start);
  });

  it('the way plays until it is stopped', async () => {
    const { page } = await visit(plain());
    await sheetDrawn(page);
    const start = await pixelsOf(page, 'stage-image');
    await page.click('#way-play');
    await changed(page, 'stage-image', start);
    await page.waitForFunction(
      () => (document.getElementById('way-place') as HTMLInputElement).valueAsNumber > 5,
    );
    await page.click('#way-play');
    expect(await textOf(page, 'way-play')).toBe('Play');
    await page.waitForTimeout(100);
    const stopped = await page.inputValue('#way-place');
    await page.waitForTimeout(300);
    expect(await page.inputValue('#way-place')).toBe(stopped);
  });
});

describe('a file of one’s own', () => {
  it('is opened, and named where models are chosen', async () => {
    const { page } = await visit(plain(), { search: 'model=mnist-wgan-gp' });
    await sheetDrawn(page);
    const before = await pixelsOf(page, 'sheet');
    await open(page, 'mine.onnx', echo());
    const own = await changed(page, 'sheet', before);
    expect(own.width / (own.data.length / 4 / own.width)).toBeGreaterThan(1); // images of 3 x 2 pixels
    expect(await page.locator('#model option:checked').textContent()).toBe('mine.onnx');
    expect(await textOf(page, 'sample-error')).toBe('');
    await page.selectOption('#model', 'mnist-wgan-gp');
    await becomes(page, 'sheet', before);
  });

  it.each([
    ['is garbage', 'notes.onnx', 'These are notes and no model.', /onnx/i],
    ['is empty', 'empty.onnx', '', /onnx|empty/i],
  ])('that %s is refused in words, and what was there stays', async (_, name, text, expected) => {
    const { page } = await visit(plain());
    await sheetDrawn(page);
    const before = await pixelsOf(page, 'sheet');
    const model = await page.inputValue('#model');
    await drop(page, name, text);
    await page.waitForFunction(() => document.getElementById('sample-error')?.textContent !== '');
    expect(await textOf(page, 'sample-error')).toMatch(expected);
    expect(await page.getByRole('alert').isVisible()).toBe(true);
    expect(await page.inputValue('#model')).toBe(model);
    expect((await pixelsOf(page, 'sheet')).data.equals(before.data)).toBe(true);
    await page.press('#seed-new', 'Enter');
    await changed(page, 'sheet', before);
    expect(await textOf(page, 'sample-error')).toBe('');
  });

  it('that makes no images is refused', async () => {
    const { page } = await visit(plain());
    await sheetDrawn(page);
    await open(page, 'points.onnx', untrained('eight-gaussians'));
    await page.waitForFunction(() => document.getElementById('sample-error')?.textContent !== '');
    expect(await textOf(page, 'sample-error')).toContain('its samples have the shape [2]');
  });
});

it('the sheet is downloaded as a PNG file that is named after model and seed', async () => {
  const { page } = await visit(plain(), { search: 'model=mnist-wgan-gp&seed=7' });
  await sheetDrawn(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
  expect(download.suggestedFilename()).toBe('test-seed-7.png');
  const { width, height } = decodePng(readFileSync(await download.path()));
  expect([width, height]).toEqual([8 * 56 + 7 * 2, 8 * 56 + 7 * 2]);
});

describe('devices', () => {
  it('WebGPU shows the images of WASM, and both times stand side by side', async () => {
    const { page, troubles } = await visit(software());
    await sheetDrawn(page);
    expect(await page.locator('input[name="run-on"]:checked').inputValue()).toBe('webgpu');
    const onWebGpu = await pixelsOf(page, 'sheet');
    await page.locator('#sample-form label', { hasText: 'WASM' }).click();
    await page.waitForFunction(() => /\d/.test(document.getElementById('time-wasm')?.textContent ?? ''));
    const onWasm = await pixelsOf(page, 'sheet');
    const furthest = onWasm.data.reduce(
      (most, byte, i) => Math.max(most, Math.abs(byte - onWebGpu.data[i])),
      0,
    );
    expect(furthest).toBeLessThanOrEqual(1);
    expect(await textOf(page, 'time-webgpu')).toMatch(/ms$/);
    expect(await textOf(page, 'time-wasm')).toMatch(/ms$/);
    expect(troubles).toEqual([]);
  });

  it('where there is no GPU it says why, and asking for one changes nothing', async () => {
    const { page } = await visit(plain());
    await sheetDrawn(page);
    const before = await pixelsOf(page, 'sheet');
    expect(await textOf(page, 'sample-status')).toMatch(/on WASM.*No WebGPU: .+/);
    await page.locator('#sample-form label', { hasText: 'WebGPU' }).click();
    await page.waitForFunction(() => document.getElementById('sample-error')?.textContent !== '');
    expect(await page.locator('input[name="run-on"]:checked').inputValue()).toBe('wasm');
    expect((await pixelsOf(page, 'sheet')).data.equals(before.data)).toBe(true);
  });
});

/** Training in the page: it approaches the data, pauses, goes on with other settings, and is the same again. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/chromium.js';
import { pixelsOf, useSite } from './support/kantor-site.js';

const plain = useBrowser({ webgpu: false });
const software = useBrowser({ webgpu: true });
const visit = useSite();

const textOf = (page: Page, id: string) => page.locator(`#${id}`).textContent();
const numberOf = async (page: Page, id: string) => Number((await textOf(page, id))?.replace(',', ''));

async function untilStep(page: Page, least: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.getElementById('figure-step')?.textContent?.replace(',', '')) >= least,
    least,
    { timeout: 100_000 },
  );
}

async function pause(page: Page): Promise<void> {
  await page.click('#train-toggle');
  await page.waitForFunction(() => document.getElementById('train-toggle')?.textContent === 'Start');
}

/** One step, and the estimate that it shows. */
async function step(page: Page): Promise<string | null> {
  const before = (await textOf(page, 'figure-step')) ?? '';
  await page.click('#train-step');
  await page.waitForFunction(
    (before) => document.getElementById('figure-step')?.textContent !== before,
    before,
  );
  return textOf(page, 'figure-estimate');
}

/**
 * How far generated points are from the nearest of the eight modes, on average, as the canvas shows them: the mean over
 * the pixels of their colour.
 */
async function distanceToModes(page: Page): Promise<number> {
  const { width, data } = await pixelsOf(page, 'plane');
  const modes = Array.from({ length: 8 }, (_, k) => [
    (Math.cos((k * Math.PI) / 4) * 2) / 1.414,
    (Math.sin((k * Math.PI) / 4) * 2) / 1.414,
  ]);
  const distances: number[] = [];
  for (let i = 0; i < width * width; i++) {
    const [red, green, blue] = data.subarray(4 * i, 4 * i + 3);
    if (red < 170 || green > 90 || blue > 60) continue; // the crosses are #c2410c
    const [x, y] = [(4 * (i % width)) / width - 2, 2 - (4 * Math.floor(i / width)) / width];
    distances.push(Math.min(...modes.map(([mx, my]) => Math.hypot(x - mx, y - my))));
  }
  return distances.reduce((total, each) => total + each, 0) / distances.length;
}

it('brings the generated points to the data, and the Wasserstein estimate down', async () => {
  const { page, troubles } = await visit(plain(), { isolated: true });
  await step(page);
  const before = await distanceToModes(page);
  expect(before).toBeGreaterThan(0.5);
  await page.click('#train-toggle');
  await untilStep(page, 60);
  const early = await numberOf(page, 'figure-estimate');
  await untilStep(page, 400);
  await pause(page);
  expect(await distanceToModes(page)).toBeLessThan(0.5 * before);
  expect(await numberOf(page, 'figure-estimate')).toBeLessThan(Math.max(1, early));
  expect(troubles).toEqual([]);
});

it('stands still while it is paused, and goes on from there', async () => {
  const { page } = await visit(plain());
  await page.click('#train-toggle');
  await untilStep(page, 3);
  await pause(page);
  const [stopped, picture] = [await numberOf(page, 'figure-step'), await pixelsOf(page, 'plane')];
  await page.waitForTimeout(500);
  expect([await numberOf(page, 'figure-step'), await pixelsOf(page, 'plane')]).toEqual([stopped, picture]);
  await page.click('#train-toggle');
  await untilStep(page, stopped + 1);
});

it('is the same again after a reset, and another with another seed', async () => {
  const { page } = await visit(plain());
  const three = async () => [
    await step(page),
    await step(page),
    await step(page),
    await pixelsOf(page, 'plane'),
  ];
  const first = await three();
  await page.click('#train-reset');
  await page.waitForFunction(() => document.getElementById('train-status')?.textContent === 'Ready.');
  expect(await textOf(page, 'figure-step')).toBe('–');
  expect(await three()).toEqual(first);
  await page.fill('#train-seed', '2');
  await page.locator('#train-seed').blur();
  await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '–');
  expect(await three()).not.toEqual(first);
});

describe('when a setting is changed', () => {
  it.each([
    ['another λ', '#train-lambda', 'End'],
    ['another rate', '#train-rate', 'Home'],
  ])('%s: it goes on from where it is', async (_, slider, key) => {
    const { page, troubles } = await visit(plain());
    await step(page);
    await page.press(slider, key);
    await step(page);
    expect(await textOf(page, 'figure-step')).toBe('2');
    expect(troubles).toEqual([]);
  });

  it('clipped weights instead of a penalty: it goes on, without a slope to show', async () => {
    const { page } = await visit(plain());
    await step(page);
    expect(await textOf(page, 'figure-slope')).not.toBe('–');
    await page.locator('label', { hasText: 'clipped weights' }).click();
    await step(page);
    expect(await textOf(page, 'figure-step')).toBe('2');
    expect(await textOf(page, 'figure-slope')).toBe('–');
    expect(await page.locator('#train-limit').isVisible()).toBe(true);
    expect(await page.locator('#train-lambda').isVisible()).toBe(false);
  });

  it('other data: it starts anew', async () => {
    const { page } = await visit(plain());
    const before = await pixelsOf(page, 'plane');
    await step(page);
    await page.selectOption('#train-toy', 'swiss-roll');
    await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '–');
    expect(await pixelsOf(page, 'plane')).not.toBe(before);
    await step(page);
    expect(await textOf(page, 'figure-step')).toBe('1');
  });

  it('while it runs: it goes on running', async () => {
    const { page } = await visit(plain());
    await page.click('#train-toggle');
    await untilStep(page, 2);
    await page.press('#train-critic-steps', 'Home');
    const now = await numberOf(page, 'figure-step');
    await untilStep(page, now + 30); // more than what was in the making
    expect(await textOf(page, 'train-toggle')).toBe('Pause');
  });
});

describe('on WebGPU', () => {
  it('takes the same steps to rounding, where there is one', async () => {
    const { page, troubles } = await visit(software());
    const onWasm = Number(await step(page));
    await page.click('#train-reset');
    await page.locator('#train-form label', { hasText: 'WebGPU' }).click();
    await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '–');
    const onWebGpu = Number(await step(page));
    expect(Math.abs(onWebGpu - onWasm)).toBeLessThan(0.01 * Math.abs(onWasm) + 0.01);
    await page.click('#train-toggle');
    await page.waitForFunction(() =>
      document.getElementById('train-status')?.textContent?.startsWith('Training'),
    );
    expect(await textOf(page, 'train-status')).toBe('Training on WebGPU.');
    expect(troubles).toEqual([]);
  });

  it('runs on WASM instead where there is none, and says why', async () => {
    const { page } = await visit(plain());
    await page.locator('#train-form label', { hasText: 'WebGPU' }).click();
    await page.click('#train-toggle');
    await page.waitForFunction(() =>
      document.getElementById('train-status')?.textContent?.startsWith('Training'),
    );
    expect(await textOf(page, 'train-status')).toMatch(/^Training on WASM \(no WebGPU: .+\)\.$/);
  });
});

it('says that its worker has stopped, and starts anew with another', async () => {
  const { page } = await visit(plain());
  const first = await step(page);
  await step(page);
  const fail = () =>
    void setTimeout(() => {
      throw new Error('no memory is left');
    });
  await Promise.all(page.workers().map((worker) => worker.evaluate(fail)));
  await page.click('#train-step');
  await page.waitForFunction(() =>
    /stopped/.test(document.getElementById('train-status')?.textContent ?? ''),
  );
  expect(await textOf(page, 'train-status')).toContain('no memory is left');
  await page.click('#train-step');
  await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '1');
  expect(await textOf(page, 'figure-estimate')).toBe(first);
});

it('uses the keys alone', async () => {
  const { page } = await visit(plain());
  await page.locator('#train-toggle').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('figure-step')?.textContent === '1');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await untilStep(page, 3);
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.getElementById('train-toggle')?.textContent === 'Start');
});

/** A sampler's life in a page: many calls at once, calls taken back, lost workers and GPUs, the end, and the next. */
import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { untrained } from '../sampler/support/models.js';
import type { SamplerPage } from './pages/sampler/page.js';
import { useBrowser } from './support/chromium.js';
import { openSamplerPage } from './support/sampler-page.js';

const software = useBrowser({ webgpu: true });
const none = useBrowser({ webgpu: false });
const models = { '/model.onnx': untrained('mnist-wgan-gp') };

interface Held extends SamplerPage {
  sampler: Awaited<ReturnType<SamplerPage['Sampler']['load']>>;
}

/** Loads a sampler that stays in the page as `sampler`. */
const load = (page: Page, device: 'wasm' | 'webgpu') =>
  page.evaluate(async (device) => {
    const held = globalThis as unknown as Held;
    held.sampler = await held.Sampler.load('model.onnx', { device, worker: held.watchedWorker });
  }, device);

const draw = (page: Page, seed: number, count: number) =>
  page.evaluate(
    async ({ seed, count }) => {
      const { sampler } = globalThis as unknown as Held;
      return [...(await sampler.sample({ seed, count })).data];
    },
    { seed, count },
  );

const replaced = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Held).sampler.report().replaced);

describe('calls', () => {
  it('at once give what they give one after the other', async () => {
    const { page } = await openSamplerPage(none(), models);
    await load(page, 'wasm');
    const outcome = await page.evaluate(async () => {
      const { sampler } = globalThis as unknown as Held;
      const seeds = Array.from({ length: 60 }, (_, seed) => seed);
      const call = async (seed: number) =>
        (await sampler.sample({ seed, count: 1 + (seed % 5) })).data.join();
      const together = await Promise.all(seeds.map(call));
      const alone: string[] = [];
      for (const seed of seeds) alone.push(await call(seed));
      return together.filter((data, seed) => data !== alone[seed]).length;
    });
    expect(outcome).toBe(0);
  });

  it('that are taken back never run, and those of a sampler that is disposed are refused', async () => {
    const { page } = await openSamplerPage(none(), models);
    await load(page, 'wasm');
    const outcome = await page.evaluate(async () => {
      const { sampler } = globalThis as unknown as Held;
      const controller = new AbortController();
      const first = sampler.sample({ count: 64 });
      const second = sampler.sample({ count: 5000, signal: controller.signal });
      controller.abort('enough');
      const reason: unknown = await second.catch((error: unknown) => error);
      await first;
      const { samples } = sampler.report().ran;
      const last = sampler.sample({ count: 5000 }).catch((error: { code: string }) => error.code);
      await sampler.dispose();
      return { reason, samples, last: await last };
    });
    expect(outcome).toMatchObject({ reason: 'enough', last: 'sampler/disposed' });
    expect(outcome.samples).toBeLessThan(500);
    await expect.poll(() => page.workers().length).toBe(0);
  });

  it('leave the page free while they run', async () => {
    const { page } = await openSamplerPage(none(), models);
    await load(page, 'wasm');
    const turns = await page.evaluate(async () => {
      const { sampler } = globalThis as unknown as Held;
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      await sampler.sample({ count: 500 });
      clearInterval(timer);
      return turns;
    });
    expect(turns).toBeGreaterThan(5);
  });
});

describe('a worker', () => {
  it('that fails is replaced, and draws the same', async () => {
    const { page } = await openSamplerPage(none(), models);
    await load(page, 'wasm');
    const expected = await draw(page, 5, 3);
    const [worker] = page.workers();
    await worker.evaluate(() => void setTimeout(() => void Promise.reject(new Error('unheard')), 0));
    expect(await draw(page, 5, 3)).toEqual(expected);
    expect(await replaced(page)).toBe(0); // a promise that nobody heard of harms nothing
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('a fault');
      }, 0);
    });
    await expect.poll(() => page.workers().includes(worker)).toBe(false);
    expect(await draw(page, 5, 3)).toEqual(expected);
    expect(await replaced(page)).toBe(1);
  });

  it('whose script is not there is told at once', async () => {
    const { page } = await openSamplerPage(none(), models);
    const error = await page.evaluate(async () => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      const worker = () => new Worker('missing.js', { type: 'module' });
      return Sampler.load('model.onnx', { worker }).then(
        () => undefined,
        ({ code, message }: { code: string; message: string }) => ({ code, message }),
      );
    });
    expect(error).toEqual({
      code: 'sampler/worker',
      message: expect.stringMatching(
        /^The sampler's web worker could not be started: its script is not there/,
      ),
    });
  });
});

describe('a GPU that is lost', () => {
  const loseDevice = async (page: Page) => {
    const [worker] = page.workers();
    await worker.evaluate(() => {
      const { gpuDevices } = globalThis as unknown as { gpuDevices: { destroy(): void }[] };
      gpuDevices.at(-1)?.destroy();
    });
  };

  it('is opened again in another worker, and draws the same', async () => {
    const { page } = await openSamplerPage(software(), models);
    await load(page, 'webgpu');
    const expected = await draw(page, 5, 3);
    await loseDevice(page);
    expect(await draw(page, 5, 3)).toEqual(expected);
    expect(await replaced(page)).toBe(1);
    await loseDevice(page);
    expect(await draw(page, 5, 3)).toEqual(expected);
    expect(await replaced(page)).toBe(2);
  });
});

/** Bytes in memory of the process that has the page. */
async function resident(page: Page): Promise<number> {
  const browser = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await browser?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  await browser?.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]));
  return 1024 * Math.max(...sizes);
}

const cycles = env['KANTOR_SLOW'] === '1' ? 200 : 20;

it(`${cycles} loads, each disposed, leave nothing behind`, { timeout: 600_000 }, async () => {
  const { page } = await openSamplerPage(none(), models);
  const cdp = await page.context().newCDPSession(page);
  const cycle = (times: number) =>
    page.evaluate(async (times) => {
      const { Sampler } = globalThis as unknown as SamplerPage;
      for (let i = 0; i < times; i++) {
        const sampler = await Sampler.load('model.onnx', { device: 'wasm' });
        await sampler.sample({ count: 3 });
        await sampler.dispose();
      }
    }, times);
  const measure = async () => {
    await expect.poll(() => page.workers().length).toBe(0);
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    return { heap: usedSize, resident: await resident(page) };
  };
  await cycle(4); // allocators take their fill
  const before = await measure();
  await cycle(cycles);
  const after = await measure();
  console.log(before, after);
  // A model is 0.4 MB, and a worker with ONNX Runtime in it some 60 MB.
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
  expect(after.resident - before.resident).toBeLessThan(150_000_000);
});

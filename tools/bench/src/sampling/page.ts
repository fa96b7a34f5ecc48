/** Sampling in a page of a real Chromium, beside pages and workers that are written by hand around ONNX Runtime. */
import { execFileSync } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import type { LoadOptions } from '@kantor/sampler';
import { Sampler } from '@kantor/sampler/node';
import { measureInRounds, type RoundOptions } from '../rounds.js';
import { median, pairedRatio } from '../statistics.js';
import { openPageSite, type PageSite } from './page-site.js';
import type { Subject } from './subject.js';
import { workerTime } from './worker-time.js';

export interface PageRow {
  readonly name: string;
  readonly threads: number;
  readonly imagesPerSecond: number;
  /** Of the images a second of the bare loop, the median of the rounds' ratios. */
  readonly ratio: number;
  /** The same of the bare loop that draws latents. */
  readonly drawingRatio: number;
  /** Processor microseconds of the worker for an image; NaN where the system does not tell. */
  readonly workerMicros: number;
  /** Images for a second of the worker's processor time, of those of the bare loop. */
  readonly cpuRatio: number;
}

export interface FirstImage {
  /** Milliseconds that the network needs for each answer. */
  readonly delay: number;
  readonly samplerMs: number;
  readonly bareMs: number;
  /** Of the pairs. */
  readonly ratio: number;
}

export interface PageFigures {
  readonly browser: string;
  readonly offline: readonly PageRow[];
  /** Milliseconds until 64 images are on a canvas. */
  readonly sheetMs: number;
  readonly first: readonly FirstImage[];
}

export interface PageOptions extends RoundOptions {
  readonly threads: readonly number[];
  /** Images in one run. */
  readonly images: number;
}

/** What pages/offline.js puts into its page. */
interface BenchPage {
  openBench(threads: number, hints: LoadOptions): Promise<{ size: number }>;
  readonly candidates: Readonly<Record<string, (times: number) => Promise<void>>>;
}

/** Run, and not imported: it belongs to no project. */
const chromiumScript = fileURLToPath(new URL('../../../chromium.mjs', import.meta.url));
const [bareName, drawingName] = ['bare loop', 'bare loop, latents drawn'];
const sheetsPerRun = 20;

/** What the script prints. @throws Error if it fails. */
const chromiumSays = (flag: '--find' | '--flags'): string =>
  execFileSync(execPath, [chromiumScript, flag], { encoding: 'utf8', stdio: 'pipe' }).trim();

function findChromium(): string | undefined {
  try {
    return chromiumSays('--find');
  } catch {
    return undefined;
  }
}

/** All candidates of one number of threads, in turns in one page. */
async function measureThreads(
  browser: Browser,
  url: string,
  threads: number,
  options: PageOptions,
  hints: LoadOptions,
) {
  const { images } = options;
  const page = await browser.newPage();
  await page.goto(`${url}/offline.html`);
  await page.waitForFunction(() => 'openBench' in globalThis);
  const open = ([threads, hints]: readonly [number, LoadOptions]) =>
    (globalThis as unknown as BenchPage).openBench(threads, hints);
  await page.evaluate(open, [threads, hints] as const);
  const names = [bareName, drawingName, 'samples()', 'sample()', 'sheet'];
  const spent = new Map(names.map((name) => [name, [] as number[]]));
  const run = async (name: string): Promise<void> => {
    const before = workerTime();
    const times = name === 'sheet' ? sheetsPerRun : images;
    const draw = ([name, times]: readonly [string, number]) =>
      (globalThis as unknown as BenchPage).candidates[name](times);
    await page.evaluate(draw, [name, times] as const);
    spent.get(name)?.push((workerTime() - before) / images);
  };
  const candidates = names.map((name) => ({ name, run: () => run(name) }));
  const timings = await measureInRounds(candidates, options);
  await page.close();
  const of = (name: string): readonly number[] => (timings.get(name) ?? []).map(({ wall }) => wall);
  const micros = (name: string): number => median(spent.get(name) ?? []);
  const rows = names.slice(0, -1).map((name): PageRow => ({
    name,
    threads,
    imagesPerSecond: (1000 * images) / median(of(name)),
    ratio: pairedRatio(of(bareName), of(name)),
    drawingRatio: pairedRatio(of(drawingName), of(name)),
    workerMicros: micros(name),
    cpuRatio: micros(bareName) / micros(name),
  }));
  return { rows, sheetMs: median(of('sheet')) / sheetsPerRun };
}

/** Milliseconds from the address to the first image, by a browser that has never seen the site. */
async function coldStart(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  const drawn = await page.waitForFunction(() => (globalThis as { drawnAt?: number }).drawnAt);
  const milliseconds = (await drawn.jsonValue()) as number;
  await context.close();
  return milliseconds;
}

async function measureFirst(
  browser: Browser,
  site: PageSite,
  { size, hints }: { size: number; hints: LoadOptions },
  { rounds, delay }: { rounds: number; delay: number },
): Promise<FirstImage> {
  site.delay = delay;
  const addresses = {
    sampler: `${site.url}/first-ours.html?hints=${encodeURIComponent(JSON.stringify(hints))}`,
    bare: `${site.url}/first-bare.html?size=${size}`,
  };
  const times = { sampler: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (['sampler', 'bare'] as const) : (['bare', 'sampler'] as const);
    for (const who of order) {
      const milliseconds = await coldStart(browser, addresses[who]);
      if (round > 0) times[who].push(milliseconds); // the first warms the machine up
    }
  }
  site.delay = 0;
  const { sampler, bare } = times;
  return { delay, samplerMs: median(sampler), bareMs: median(bare), ratio: pairedRatio(sampler, bare) };
}

async function latentSize({ bytes, hints }: Subject): Promise<number> {
  await using sampler = await Sampler.load(bytes, { ...hints, device: 'cpu', threads: 1 });
  return sampler.info.latent.size;
}

/** @returns undefined where there is no Chromium. */
export async function measureInPage(
  subject: Subject,
  options: PageOptions,
): Promise<PageFigures | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) return undefined;
  const { hints } = subject;
  const site = await openPageSite(subject.bytes);
  const browser = await chromium.launch({ executablePath, args: chromiumSays('--flags').split('\n') });
  try {
    const measured = [];
    for (const threads of options.threads) {
      measured.push(await measureThreads(browser, site.url, threads, options, hints));
    }
    const subjectOfFirst = { size: await latentSize(subject), hints };
    const first = [];
    for (const delay of [0, 40]) {
      first.push(await measureFirst(browser, site, subjectOfFirst, { rounds: options.rounds, delay }));
    }
    return {
      browser: `Chromium ${browser.version()}`,
      offline: measured.flatMap(({ rows }) => rows),
      sheetMs: median(measured.map(({ sheetMs }) => sheetMs)),
      first,
    };
  } finally {
    await browser.close();
    site.close();
  }
}

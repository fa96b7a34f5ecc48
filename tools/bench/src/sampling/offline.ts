/** Samples a second while nothing else is wanted: the sampler beside a bare loop around the session, in the same rounds. */
import { nodeRuntime } from '@kantor/runtime/node';
import { Sampler } from '@kantor/sampler/node';
import { floats, stream, type FloatTensor } from '@kantor/tensor';
import { measureInRounds, type Candidate, type RoundOptions, type Timings } from '../rounds.js';
import { median, pairedRatio } from '../statistics.js';
import type { Elapsed } from '../stopwatch.js';
import type { Subject } from './subject.js';

/** What the bare loop runs, and the sampler's largest batch. */
const batch = 64;

const bareName = 'bare loop';
const drawingName = 'bare loop, latents drawn';

export interface OfflineRow {
  readonly name: string;
  /** Threads inside one operator. */
  readonly threads: number;
  readonly workers: number;
  readonly imagesPerSecond: number;
  /** Of the images a second of the bare loop with as many threads in all, the median of the rounds' ratios. */
  readonly ratio: number;
  /** The same of the bare loop that draws latents, as a sampler must. */
  readonly drawingRatio: number;
  /** Processor milliseconds of the whole process for 1,000 images. */
  readonly cpuMs: number;
  /** Images for a second of processor time, of those of the bare loop that draws latents: what other processes do matters less. */
  readonly cpuRatio: number;
  readonly rounds: readonly Elapsed[];
}

export interface OfflineOptions extends RoundOptions {
  readonly threads: readonly number[];
  /** Images in one run. */
  readonly images: number;
}

interface Entry extends Candidate {
  readonly what: string;
  readonly threads: number;
  readonly workers: number;
}

interface Opened {
  readonly entries: readonly Entry[];
  readonly close: () => Promise<void>;
}

/** Latents as a hand-written program has them: drawn before, or drawn as it goes. */
async function bareLoops(subject: Subject, threads: number, images: number): Promise<Opened> {
  const session = await nodeRuntime().open(subject.bytes, { device: 'cpu', threads });
  const [input] = session.inputNames;
  const info = await latentSize(subject);
  const draw = (random = stream(1, 'latent')): FloatTensor =>
    floats([batch, info], random.normal(new Float32Array(batch * info)));
  const before = draw();
  const loop = async (next: () => FloatTensor): Promise<void> => {
    for (let drawn = 0; drawn < images; drawn += batch) await session.run({ [input]: next() });
  };
  const entry = (what: string, run: () => Promise<void>): Entry => ({
    what,
    name: `${what} ${threads}`,
    threads,
    workers: 0,
    run,
  });
  return {
    entries: [
      entry(bareName, () => loop(() => before)),
      entry(drawingName, () => {
        const random = stream(1, 'latent');
        return loop(() => draw(random));
      }),
    ],
    close: () => session.release(),
  };
}

async function latentSize({ bytes, hints }: Subject): Promise<number> {
  await using sampler = await Sampler.load(bytes, { ...hints, device: 'cpu', threads: 1 });
  return sampler.info.latent.size;
}

async function samplers(
  { bytes, hints }: Subject,
  { threads, workers, images }: { threads: number; workers: number; images: number },
): Promise<Opened> {
  const sampler = await Sampler.load(bytes, { ...hints, device: 'cpu', threads, pool: workers });
  const pooled = workers === 1 ? '' : `, ${workers} workers`;
  const entry = (what: string, run: () => Promise<void>): Entry => ({
    what: `${what}${pooled}`,
    name: `${what} ${threads}x${workers}`,
    threads,
    workers,
    run,
  });
  return {
    entries: [
      entry('samples()', async () => {
        for await (const { data } of sampler.samples({ count: images, batch })) void data;
      }),
      entry('sample()', async () => void (await sampler.sample({ count: images }))),
    ],
    close: () => sampler.dispose(),
  };
}

export async function measureOffline(
  subject: Subject,
  options: OfflineOptions,
): Promise<readonly OfflineRow[]> {
  const { images } = options;
  const opened: Opened[] = [];
  for (const threads of options.threads) {
    opened.push(await bareLoops(subject, threads, images));
    opened.push(await samplers(subject, { threads, workers: 1, images }));
    if (threads > 1) opened.push(await samplers(subject, { threads: 1, workers: threads, images }));
  }
  const entries = opened.flatMap((group) => group.entries);
  const timings = await measureInRounds(entries, options);
  for (const { close } of opened) await close();
  return entries.map((entry) => offlineRow(entry, timings, images));
}

function offlineRow({ name, what, threads, workers }: Entry, timings: Timings, images: number): OfflineRow {
  const of = (clock: keyof Elapsed, who = name) => (timings.get(who) ?? []).map((elapsed) => elapsed[clock]);
  const all = threads * Math.max(1, workers);
  const [bare, drawing] = [bareName, drawingName].map((loop) => `${loop} ${all}`);
  return {
    name: what,
    threads,
    workers,
    imagesPerSecond: (1000 * images) / median(of('wall')),
    ratio: pairedRatio(of('wall', bare), of('wall')),
    drawingRatio: pairedRatio(of('wall', drawing), of('wall')),
    cpuMs: (1000 * median(of('cpu'))) / images,
    cpuRatio: pairedRatio(of('cpu', drawing), of('cpu')),
    rounds: timings.get(name) ?? [],
  };
}

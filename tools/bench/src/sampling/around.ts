/** What surrounds sampling: how free this thread stays, the way to the first sample, and pictures of samples. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { nodeRuntime } from '@kantor/runtime/node';
import { Sampler } from '@kantor/sampler/node';
import { floats } from '@kantor/tensor';
import { measureInRounds, type RoundOptions } from '../rounds.js';
import { median, pairedRatio } from '../statistics.js';
import type { Subject } from './subject.js';

export interface LoopDelay {
  /** Milliseconds by which timers of this thread were late. */
  readonly median: number;
  readonly p99: number;
  readonly most: number;
}

/** Delays of this thread while workers draw as fast as they can, in long calls and in many short ones. */
export async function measureLoopDelay({ bytes, hints }: Subject, images: number): Promise<LoopDelay> {
  await using sampler = await Sampler.load(bytes, { ...hints, device: 'cpu' });
  await sampler.sample({ count: 640 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const short = Array.from({ length: 200 }, (_, seed) => sampler.sample({ seed, count: 3 }));
  await Promise.all([sampler.sample({ count: images }), sampler.sample({ count: images }), ...short]);
  delay.disable();
  const resolution = 1; // is counted in
  const milliseconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
  return {
    median: milliseconds(delay.percentile(50)),
    p99: milliseconds(delay.percentile(99)),
    most: milliseconds(delay.max),
  };
}

export interface FirstSample {
  readonly samplerMs: number;
  /** Opening a session in this thread, which it blocks, and one run. */
  readonly bareMs: number;
  readonly ratio: number;
}

/** From the bytes of a file to its first sample, once the runtime is loaded. */
export async function measureFirstSample(
  { bytes, hints }: Subject,
  options: RoundOptions,
): Promise<FirstSample> {
  const probe = await Sampler.load(bytes, { ...hints, device: 'cpu' });
  const { size } = probe.info.latent;
  await probe.dispose();
  const timings = await measureInRounds(
    [
      {
        name: 'sampler',
        run: async () => {
          await using sampler = await Sampler.load(bytes, { ...hints, device: 'cpu' });
          await sampler.sample();
        },
      },
      {
        name: 'bare',
        run: async () => {
          const session = await nodeRuntime().open(bytes, { device: 'cpu' });
          await session.run({ [session.inputNames[0]]: floats([1, size], new Float32Array(size)) });
          await session.release();
        },
      },
    ],
    options,
  );
  const [sampler, bare] = ['sampler', 'bare'].map((name) =>
    (timings.get(name) ?? []).map(({ wall }) => wall),
  );
  return { samplerMs: median(sampler), bareMs: median(bare), ratio: pairedRatio(sampler, bare) };
}

export interface Pictures {
  readonly sheetMs: number;
  readonly imageDataMs: number;
  readonly pngMs: number;
}

/** Pictures of 64 samples, drawn in this thread. */
export async function measurePictures({ bytes, hints }: Subject, options: RoundOptions): Promise<Pictures> {
  await using sampler = await Sampler.load(bytes, { ...hints, device: 'cpu' });
  const batch = await sampler.sample({ count: 64 });
  const timings = await measureInRounds(
    [
      { name: 'sheet', run: () => Promise.resolve(batch.toSheet()) },
      { name: 'imageData', run: () => Promise.resolve(batch.toImageData()) },
      { name: 'png', run: () => batch.toPng() },
    ],
    { ...options, runsPerTurn: 20 },
  );
  const of = (name: string): number => median((timings.get(name) ?? []).map(({ wall }) => wall));
  return { sheetMs: of('sheet'), imageDataMs: of('imageData'), pngMs: of('png') };
}

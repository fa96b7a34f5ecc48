/** Calls for a few samples: what one costs beside a bare run, and what many at once give. */
import { nodeRuntime } from '@kantor/runtime/node';
import { Sampler } from '@kantor/sampler/node';
import { floats } from '@kantor/tensor';
import { measureInRounds, type Candidate, type RoundOptions } from '../rounds.js';
import { median } from '../statistics.js';
import type { Subject } from './subject.js';

export interface SmallCallRow {
  readonly name: string;
  /** Milliseconds from the call to its samples. */
  readonly milliseconds: number;
  readonly images: number;
  /** Batches that were run for them, by size. */
  readonly batches: string;
}

const bareSizes = [1, 4, 16, 64, 256];
const counts = [1, 5, 33];
const together = 64;

/** Runs of one candidate until it takes some milliseconds, so that a clock can tell. */
function repeated(name: string, times: number, run: () => Promise<unknown>): Candidate {
  return {
    name,
    run: async () => {
      for (let i = 0; i < times; i++) await run();
    },
  };
}

export async function measureSmallCalls(
  { bytes, hints }: Subject,
  options: RoundOptions,
): Promise<readonly SmallCallRow[]> {
  const session = await nodeRuntime().open(bytes, { device: 'cpu', threads: 1 });
  const sampler = await Sampler.load(bytes, { ...hints, device: 'cpu', threads: 1 });
  const latents = sampler.latents(1, 256).data;
  const { size } = sampler.info.latent;
  const rows: { images: number; times: number; batches: string; candidate: Candidate }[] = [];
  const add = (name: string, images: number, batches: string, run: () => Promise<unknown>): void => {
    const times = Math.max(1, Math.round(200 / images));
    rows.push({ images, times, batches, candidate: repeated(name, times, run) });
  };
  for (const rows of bareSizes) {
    const feeds = { [session.inputNames[0]]: floats([rows, size], latents.slice(0, rows * size)) };
    add(`bare run of ${rows}`, rows, String(rows), () => session.run(feeds));
  }
  const batchesOf = async (run: () => Promise<unknown>): Promise<string> => {
    const before = sampler.report().ran.batches;
    await run();
    const after = Object.entries(sampler.report().ran.batches);
    const ran = after.flatMap(([bucket, times]) => {
      const own = times - (before[Number(bucket)] ?? 0);
      return own === 0 ? [] : [own === 1 ? bucket : `${own}x${bucket}`];
    });
    return ran.reverse().join(' + ');
  };
  for (const count of counts) {
    const run = () => sampler.sample({ count });
    add(`sample({ count: ${count} })`, count, await batchesOf(run), run);
  }
  const all = () => Promise.all(Array.from({ length: together }, (_, seed) => sampler.sample({ seed })));
  add(`${together} calls of 1 at once`, together, await batchesOf(all), all);
  const timings = await measureInRounds(
    rows.map(({ candidate }) => candidate),
    options,
  );
  await Promise.all([sampler.dispose(), session.release()]);
  return rows.map(({ candidate: { name }, images, times, batches }) => ({
    name,
    images,
    batches,
    milliseconds: median((timings.get(name) ?? []).map(({ wall }) => wall)) / times,
  }));
}

/**
 * Processor time of sampling by thread: what the worker spends for an image beside what a bare loop spends for it, which
 * other processes on the machine hardly change. Linux alone tells.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { nodeRuntime } from '@kantor/runtime/node';
import { Sampler } from '@kantor/sampler/node';
import { floats, stream } from '@kantor/tensor';
import type { Candidate } from '../rounds.js';
import type { Subject } from './subject.js';

export interface ThreadRow {
  readonly name: string;
  /** Microseconds of this thread for an image. */
  readonly here: number;
  /** Of the busiest other thread: the worker. */
  readonly worker: number;
  /** Of all threads, with those of processes that are workers. */
  readonly process: number;
}

const batch = 64;

/** Processor microseconds of each thread of these processes so far. */
function threadTimes(pids: readonly number[]): ReadonlyMap<string, number> {
  const tasks = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((id) => [pid, id] as const));
  return new Map(
    tasks.map(([pid, id]) => {
      const [time] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ');
      return [id, Number(time) / 1000];
    }),
  );
}

function spent(
  before: ReadonlyMap<string, number>,
  pids: readonly number[],
  images: number,
): Omit<ThreadRow, 'name'> {
  const threads = [...threadTimes(pids)].map(
    ([id, now]) => [id, (now - (before.get(id) ?? 0)) / images] as const,
  );
  const here = threads.find(([id]) => id === String(process.pid))?.[1] ?? Number.NaN;
  const others = threads.filter(([id]) => id !== String(process.pid)).map(([, time]) => time);
  return {
    here,
    worker: Math.max(...others),
    process: threads.reduce((total, [, time]) => total + time, 0),
  };
}

/** What most rounds exceed: the cost where nobody interferes. */
function low(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 10)];
}

/** As a server has them: many at once, of one image each. */
async function callsOfOne(sampler: Sampler, images: number): Promise<void> {
  for (let drawn = 0; drawn < images; drawn += batch) {
    await Promise.all(Array.from({ length: batch }, (_, seed) => sampler.sample({ seed })));
  }
}

async function candidates({ bytes, hints }: Subject, images: number) {
  const session = await nodeRuntime().open(bytes, { device: 'cpu', threads: 1 });
  const options = { ...hints, device: 'cpu', threads: 1 } as const;
  const sampler = await Sampler.load(bytes, options);
  const apart = await Sampler.load(bytes, { ...options, isolation: 'process' });
  const { size } = sampler.info.latent;
  const [input] = session.inputNames;
  const draw = (random = stream(1, 'latent')) =>
    floats([batch, size], random.normal(new Float32Array(batch * size)));
  const before = draw();
  const loop = async (next: () => typeof before): Promise<void> => {
    for (let drawn = 0; drawn < images; drawn += batch) await session.run({ [input]: next() });
  };
  const list: Candidate[] = [
    { name: 'bare loop', run: () => loop(() => before) },
    {
      name: 'bare loop, latents drawn',
      run: () => {
        const random = stream(1, 'latent');
        return loop(() => draw(random));
      },
    },
    { name: 'sample()', run: () => sampler.sample({ count: images }) },
    {
      name: 'samples()',
      run: async () => {
        for await (const { data } of sampler.samples({ count: images, batch })) void data;
      },
    },
    { name: 'sample(), in a process', run: () => apart.sample({ count: images }) },
    { name: '64 calls of 1', run: () => callsOfOne(sampler, images) },
    { name: '64 calls of 1, in a process', run: () => callsOfOne(apart, images) },
  ];
  return {
    list,
    pids: [process.pid, ...(apart.report().pids ?? [])],
    close: () => Promise.all([session.release(), sampler.dispose(), apart.dispose()]),
  };
}

/** @returns undefined where the system does not tell the time of a thread. */
export async function measureByThread(
  subject: Subject,
  { rounds, images }: { readonly rounds: number; readonly images: number },
): Promise<readonly ThreadRow[] | undefined> {
  if (!existsSync(`/proc/${process.pid}/task/${process.pid}/schedstat`)) return undefined;
  const { list, pids, close } = await candidates(subject, images);
  const rows = new Map(list.map(({ name }) => [name, [] as Omit<ThreadRow, 'name'>[]]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, run } of list) {
      const before = threadTimes(pids);
      await run();
      if (round >= 0) rows.get(name)?.push(spent(before, pids, images)); // the first warms up
    }
  }
  await close();
  return [...rows].map(([name, times]) => ({
    name,
    here: low(times.map((row) => row.here)),
    worker: low(times.map((row) => row.worker)),
    process: low(times.map((row) => row.process)),
  }));
}

/** One version of a model that is loaded: draws samples within its bound, and says how it is. */
import { performance } from 'node:perf_hooks';
import type { ImageBatch } from '@kantor/sampler';
import type { Sampler } from '@kantor/sampler/node';
import { faultOf } from '../fault-of.js';
import type { Timing } from '../inference.js';
import type { Observer } from '../observer.js';
import { createQueueBound, type QueueBound } from './queue-bound.js';
import type { Tallies } from './tallies.js';

export interface ServedVersion {
  readonly model: string;
  readonly version: string;
  /** State of the file that it was loaded from. */
  readonly mark: string;
  readonly sampler: Sampler;
  /** SHA-256 in hex digits of all that decides its samples: its file, or that and `kantor.json` if there is one. */
  readonly hash: string;
  /** Places for processes, whether one is there or not. */
  readonly workers: number;
  readonly queue: QueueBound;
  readonly tallies: Tallies;
  /** Whether a worker is there to take work. */
  ready(): boolean;
  /** Whether a worker is lost for good: only loading it again helps. */
  dead(): boolean;
  /**
   * Draws a batch.
   * @param images how many it will be.
   * @throws KantorError of the table of faults; the signal's reason.
   */
  draw(images: number, work: (sampler: Sampler) => Promise<ImageBatch>): Promise<ImageBatch>;
  /**
   * Draws batch after batch as they are read; it counts as no more images than it works ahead of its reader.
   * @param images how many it will be in all.
   */
  stream(
    images: number,
    work: (sampler: Sampler) => AsyncIterable<ImageBatch>,
  ): AsyncGenerator<ImageBatch, void, undefined>;
  /** Ends it once its last call is done. */
  retire(): Promise<void>;
  /** Ends it at once. */
  end(): Promise<void>;
}

export interface ServedOptions {
  readonly model: string;
  readonly version: string;
  readonly mark: string;
  readonly sampler: Sampler;
  readonly hash: string;
  readonly maxQueue: number;
  /** The largest batch that is run. */
  readonly maxBatch: number;
  /** Of this version, whichever file it is loaded from. */
  readonly tallies: Tallies;
  readonly observer: Observer;
}

/** Counts a call that has ended, and tells the observer how it went. */
function createRecorder({ model, version, observer, tallies }: ServedOptions) {
  return (images: number, start: number, timing: Timing | undefined, fault?: string): void => {
    const call = { model, version, images, total: performance.now() - start, timing, fault };
    tallies.called(call, Date.now());
    observer.called(call);
  };
}

/** Of a stream: it waits for its first batch, and the others are drawn ahead of their reader. */
function timingOfAll(timings: readonly Timing[]): Timing | undefined {
  const [first] = timings;
  return (
    first && {
      queue: first.queue,
      compute: timings.reduce((sum, { compute }) => sum + compute, 0),
      buckets: timings.flatMap(({ buckets }) => buckets),
    }
  );
}

/** Calls within the bound of the queue. */
function createCalls(
  options: ServedOptions,
  { workers, queue }: Pick<ServedVersion, 'workers' | 'queue'>,
): Pick<ServedVersion, 'draw' | 'stream'> {
  const { sampler, maxBatch } = options;
  const record = createRecorder(options);
  const failed = (error: unknown, images: number, start: number): Error => {
    const known = faultOf(error);
    record(images, start, undefined, known.code);
    return known;
  };
  // A stream works four batches ahead for each worker and one more, and its reader has one.
  const mostAhead = (4 * workers + 2) * maxBatch;
  return {
    async draw(images, work) {
      const start = performance.now();
      try {
        const leave = queue.enter(images);
        try {
          const batch = await work(sampler);
          record(images, start, batch.timing);
          return batch;
        } finally {
          leave();
        }
      } catch (error) {
        throw failed(error, images, start);
      }
    },
    async *stream(images, work) {
      const start = performance.now();
      try {
        const leave = queue.enter(Math.min(images, mostAhead));
        try {
          const timings: Timing[] = [];
          for await (const batch of work(sampler)) {
            timings.push(batch.timing);
            yield batch;
          }
          record(images, start, timingOfAll(timings));
        } finally {
          leave();
        }
      } catch (error) {
        throw failed(error, images, start);
      }
    },
  };
}

export function createServed(options: ServedOptions): ServedVersion {
  const { model, version, mark, sampler, hash, maxQueue, maxBatch, tallies } = options;
  const queue = createQueueBound(maxQueue, maxBatch);
  const { workers } = sampler.report();
  return {
    model,
    version,
    mark,
    sampler,
    hash,
    workers,
    queue,
    tallies,
    ready: () => sampler.report().open > 0,
    dead: () => sampler.report().dead > 0,
    ...createCalls(options, { workers, queue }),
    async retire() {
      await queue.empty();
      await sampler.dispose();
    },
    end: () => sampler.dispose(),
  };
}

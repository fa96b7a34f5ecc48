/** What a version of a model has done since the server began, whichever file was loaded for it, as statistics tell it. */
import type { RanBatch } from '@kantor/sampler';
import type { ModelStatistics, Tally } from '../inference.js';
import type { CallRecord } from '../observer.js';

export interface Tallies {
  /** @param now milliseconds since 1970. */
  called(record: CallRecord, now: number): void;
  ran(batch: RanBatch): void;
  read(): Omit<ModelStatistics, 'name' | 'version'>;
}

type Sum = { -readonly [field in keyof Tally]: Tally[field] };

const nothing = (): Sum => ({ count: 0, total: 0 });

function add(sum: Sum, milliseconds: number, count = 1): void {
  sum.count += count;
  sum.total += milliseconds;
}

export function createTallies(): Tallies {
  let [lastInference, rows, runs] = [0, 0, 0];
  const [success, fail, queue, compute] = [nothing(), nothing(), nothing(), nothing()];
  const bySize = new Map<number, Sum>();
  return {
    called({ fault, total, timing }, now) {
      lastInference = now;
      add(fault === undefined ? success : fail, total);
      if (!timing) return;
      add(queue, timing.queue);
      add(compute, timing.compute);
    },
    ran(batch) {
      rows += batch.samples;
      runs += batch.runs;
      let sum = bySize.get(batch.size);
      if (!sum) bySize.set(batch.size, (sum = nothing()));
      add(sum, batch.milliseconds, batch.runs);
    },
    read() {
      const sums = {
        success: { ...success },
        fail: { ...fail },
        queue: { ...queue },
        compute: { ...compute },
      };
      const batches = [...bySize]
        .sort(([a], [b]) => a - b)
        .map(([size, sum]) => ({ size, compute: { ...sum } }));
      return { lastInference, rows, runs, ...sums, batches };
    },
  };
}

/** What a version of a model has done since it was loaded, as the protocol's statistics tell it. */
import type { ModelStatistics, Tally } from '../inference.js';
import type { CallRecord } from '../observer.js';

export interface Tallies {
  /** @param now milliseconds since 1970. */
  add(record: CallRecord, now: number): void;
  /** @param ran runs by the size of their batch. */
  read(rows: number, ran: Readonly<Record<number, number>>): Omit<ModelStatistics, 'name' | 'version'>;
}

type Sum = { -readonly [field in keyof Tally]: Tally[field] };

const nothing = (): Sum => ({ count: 0, total: 0 });

function add(sum: Sum, milliseconds: number): void {
  sum.count++;
  sum.total += milliseconds;
}

export function createTallies(): Tallies {
  let lastInference = 0;
  const [success, fail, queue, compute] = [nothing(), nothing(), nothing(), nothing()];
  return {
    add({ fault, total, timing }, now) {
      lastInference = now;
      add(fault === undefined ? success : fail, total);
      if (!timing) return;
      add(queue, timing.queue);
      add(compute, timing.compute);
    },
    read(rows, ran) {
      const runs = Object.values(ran).reduce((sum, count) => sum + count, 0);
      // The time of a single run is not kept: it is shared out evenly.
      const perRun = runs === 0 ? 0 : compute.total / runs;
      const batches = Object.entries(ran).map(([size, count]) => {
        return { size: Number(size), compute: { count, total: count * perRun } };
      });
      const sums = {
        success: { ...success },
        fail: { ...fail },
        queue: { ...queue },
        compute: { ...compute },
      };
      return { lastInference, rows, runs, ...sums, batches };
    },
  };
}

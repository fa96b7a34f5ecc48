/** What a version of a model has done, as it is told. */
import { expect, it } from 'vitest';
import type { CallRecord } from '../src/observer.js';
import { createTallies } from '../src/models/tallies.js';

const call: CallRecord = {
  ...{ model: 'm', version: '1', images: 3, total: 7, fault: undefined },
  timing: { queue: 2, compute: 4, buckets: [4] },
};

it('counts calls and batches, and adds up their times', () => {
  const tallies = createTallies();
  tallies.called(call, 100);
  tallies.called({ ...call, total: 5, timing: undefined }, 200);
  tallies.called({ ...call, total: 1, timing: undefined, fault: 'server/deadline' }, 300);
  tallies.ran({ size: 4, runs: 1, samples: 3, milliseconds: 4 });
  tallies.ran({ size: 1, runs: 1, samples: 1, milliseconds: 0.5 });
  tallies.ran({ size: 4, runs: 2, samples: 8, milliseconds: 6 });
  expect(tallies.read()).toEqual({
    lastInference: 300,
    rows: 12,
    runs: 4,
    success: { count: 2, total: 12 },
    fail: { count: 1, total: 1 },
    queue: { count: 1, total: 2 },
    compute: { count: 1, total: 4 },
    batches: [
      { size: 1, compute: { count: 1, total: 0.5 } },
      { size: 4, compute: { count: 3, total: 10 } },
    ],
  });
});

it('tells how it was, whatever comes later', () => {
  const tallies = createTallies();
  const before = tallies.read();
  tallies.called(call, 100);
  expect(before.success).toEqual({ count: 0, total: 0 });
});

/** Which answers of a closed loop count. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openTally } from '../../src/server/tally.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it('those that arrive within the time, after the warm-up', () => {
  const tally = openTally({ warmUp: 1, seconds: 2 });
  for (let quarter = 0; quarter < 20; quarter++) {
    tally.answered(200, quarter);
    vi.advanceTimersByTime(250);
  }
  // From the fifth, at 1 s, to the twelfth, at 2.75 s.
  expect(tally.result()).toEqual({ requests: 8, seconds: 2, failures: 0, p50: 7, p99: 11 });
});

it('failures are other answers and lost connections, in that time alone', () => {
  const tally = openTally({ warmUp: 1, seconds: 1 });
  for (let i = 0; i < 3; i++) {
    tally.answered(503, 1);
    tally.failed();
    vi.advanceTimersByTime(1000);
  }
  expect(tally.result()).toMatchObject({ requests: 0, failures: 2 });
});

it('end when the load shall end', () => {
  const start = performance.now();
  expect(openTally({ warmUp: 1, seconds: 2 }).end - start).toBe(3000);
});

/** Event loop delay from metrics. */
import { expect, it } from 'vitest';
import { parseLoopDelay } from '../../src/server/loop-delay.js';

const metrics = (...lines: string[]): string => ['# HELP x y', '# TYPE x gauge', ...lines, ''].join('\n');

const ownName = 'kantor_event_loop_delay_seconds';

it('is the 99th percentile, with or without a time', () => {
  const text = (end: string) =>
    metrics(`${ownName}{quantile="0.5"} 0.001`, `${ownName}{quantile="0.99"} 0.012${end}`);
  expect(parseLoopDelay(text(''))).toBe(0.012);
  expect(parseLoopDelay(text(' 1700000000'))).toBe(0.012);
});
it.each([
  // Counts the interval at which it looks.
  'nodejs_eventloop_lag_p99_seconds 0.011',
  `${ownName}{quantile="0.9"} 1`,
  `${ownName}{quantile="0.99"} Nan`,
  '',
])("is not there in '%s'", (line) => expect(parseLoopDelay(metrics(line))).toBeUndefined());

/** Event loop delay from metrics. */
import { expect, it } from 'vitest';
import { parseLoopDelay } from '../../src/server/loop-delay.js';

const metrics = (...lines: string[]): string => ['# HELP x y', '# TYPE x gauge', ...lines, ''].join('\n');

it('is the 99th percentile of the summary', () => {
  const text = metrics(
    'kantor_event_loop_delay_seconds{quantile="0.5"} 0.001',
    'kantor_event_loop_delay_seconds{quantile="0.99"} 0.012',
  );
  expect(parseLoopDelay(text)).toBe(0.012);
});
it('is that of the usual gauge where there is no summary, with or without a time', () => {
  expect(parseLoopDelay(metrics('nodejs_eventloop_lag_p99_seconds 0.011'))).toBe(0.011);
  expect(parseLoopDelay(metrics('nodejs_eventloop_lag_p99_seconds 0.011 1700000000'))).toBe(0.011);
});
it.each(['nodejs_eventloop_lag_p999_seconds 1', 'nodejs_eventloop_lag_p99_seconds Nan', ''])(
  "is not there in '%s'",
  (line) => expect(parseLoopDelay(metrics(line))).toBeUndefined(),
);

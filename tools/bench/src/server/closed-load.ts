/** A closed loop by autocannon: a number of connections, each with one request on its way. */
import autocannon from 'autocannon';
import { percentile } from '../statistics.js';
import { withSeed } from './contender.js';
import type { ClosedLoad, LoadResult } from './load.js';

/** Requests that all connections have ready together: more than most runs send, so that seeds hardly ever repeat. */
const prepared = 32_768;
/** Seconds after which a request counts as lost; the slowest model answers within ten. */
const patience = 60;

export async function runClosed({
  origin,
  ask,
  connections,
  seconds,
  firstSeed,
}: ClosedLoad): Promise<Omit<LoadResult, 'busy'>> {
  const each = Math.ceil(prepared / connections);
  const times: number[] = [];
  let seed = firstSeed;
  const options: autocannon.Options = {
    url: origin,
    connections,
    duration: seconds,
    timeout: patience,
    setupClient: (client) => {
      // No two connections ask for the same.
      client.setRequests(
        Array.from({ length: each }, () => {
          const { method, path, headers, body } = withSeed(ask, seed++);
          return { method, path, headers, body };
        }),
      );
    },
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error: Error | null, done) => {
      if (error === null) resolve(done);
      else reject(error);
    });
    // autocannon's own percentiles are whole milliseconds.
    running.on('response', (_client, status, _bytes, milliseconds) => {
      if (status === 200) times.push(milliseconds);
    });
  });
  return {
    requests: times.length,
    seconds: result.duration,
    failures: result.non2xx + result.errors + result.timeouts,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

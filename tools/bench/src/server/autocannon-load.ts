/** The closed loop of autocannon: a client of HTTP that is widely used, whose parser is JavaScript. */
import autocannon from 'autocannon';
import { withSeed } from './contender.js';
import type { ClosedLoad, LoadResult } from './load.js';
import { openTally } from './tally.js';

/** Requests that all connections have ready together: more than most runs send, so that seeds hardly ever repeat. */
const prepared = 32_768;
/** Seconds after which a request counts as lost; the slowest model answers within ten. */
const patience = 60;

export async function runAutocannon(load: ClosedLoad): Promise<Omit<LoadResult, 'busy'>> {
  const { origin, ask, connections, warmUp, seconds } = load;
  const each = Math.ceil(prepared / connections);
  let seed = load.firstSeed;
  const options: autocannon.Options = {
    url: origin,
    connections,
    duration: warmUp + seconds,
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
  // Its own percentiles are whole milliseconds, and its warm-up is a run of its own, which ends before what counts begins.
  const tally = openTally(load);
  const errors = await new Promise<number>((resolve, reject) => {
    const running = autocannon(options, (error: Error | null, done) => {
      if (error === null) resolve(done.errors);
      else reject(error);
    });
    running.on('response', (_client, status, _bytes, milliseconds) => tally.answered(status, milliseconds));
  });
  const result = tally.result();
  return { ...result, failures: result.failures + errors };
}

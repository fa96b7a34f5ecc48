/**
 * A closed loop on bare sockets: requests as text, answers by their Content-Length, read into memory that all connections
 * share. docs/serving-benchmark.md has what that saves: for 16 images of 28×28 it takes an eighth of the processor time that
 * autocannon takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnections } from './connections.js';
import type { ClosedLoad, LoadResult } from './load.js';
import { requestWriter } from './request-text.js';
import { openTally } from './tally.js';

/** What is under way at the end is given up, and counts as nothing. @throws Error if an answer cannot be read. */
export async function runRaw(load: ClosedLoad): Promise<Omit<LoadResult, 'busy'>> {
  const origin = new URL(load.origin);
  const write = requestWriter(load.ask, origin.host);
  const tally = openTally(load);
  let seed = load.firstSeed;
  const connections = openConnections(origin, load.connections, {
    idle(send) {
      const now = performance.now();
      if (now < tally.end) send(write(seed++), now);
    },
    answered: (status, since) => tally.answered(status, performance.now() - since),
    lost: () => tally.failed(),
  });
  await sleep(tally.end - performance.now());
  connections.close();
  return tally.result();
}

/**
 * Requests at a fixed rate, evenly spaced, each timed from the moment when it was due: one that had to wait because the
 * server was behind counts with its wait.
 *
 * autocannon has a rate too (`overallRate`), but sends the requests of each second in one burst at its beginning, as a
 * closed loop does, and corrects for what it left out by an interval that it takes for milliseconds and has in seconds.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../statistics.js';
import { withSeed, type Ask } from './contender.js';
import type { LoadResult, PacedLoad } from './load.js';

const patience = 60_000;

/** @returns whether the answer was a 200 that arrived whole. */
function send(origin: string, agent: Agent, { method, path, headers, body }: Ask): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(origin + path, { method, headers, agent, timeout: patience }, (response) => {
      response.on('data', () => undefined);
      response.once('end', () => resolve(response.statusCode === 200));
      response.once('error', () => resolve(false));
    });
    asked.once('error', () => resolve(false));
    asked.once('timeout', () => asked.destroy());
    asked.end(body);
  });
}

/** How many requests are due after some milliseconds, the first at once. */
export function dueAfter(milliseconds: number, rate: number): number {
  return Math.floor((milliseconds * rate) / 1000) + 1;
}

export async function runPaced(load: PacedLoad): Promise<Omit<LoadResult, 'busy'>> {
  const { origin, ask, connections, seconds, rate, firstSeed } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let failures = 0;
  const pending: Promise<void>[] = [];
  const all = Math.max(1, Math.round(rate * seconds));
  const start = performance.now();
  const one = async (index: number): Promise<void> => {
    const due = start + (1000 * index) / rate;
    if (await send(origin, agent, withSeed(ask, firstSeed + index))) times.push(performance.now() - due);
    else failures++;
  };
  while (pending.length < all) {
    const due = Math.min(all, dueAfter(performance.now() - start, rate));
    while (pending.length < due) pending.push(one(pending.length));
    await sleep(1);
  }
  await Promise.all(pending);
  const elapsed = (performance.now() - start) / 1000;
  agent.destroy();
  return {
    requests: times.length,
    seconds: elapsed,
    failures,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

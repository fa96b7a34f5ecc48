/**
 * Requests at a fixed rate, evenly spaced, each timed from the moment when it was due: one that had to wait because the
 * server was behind counts with its wait.
 *
 * autocannon has a rate too (`overallRate`), but sends the requests of each second in one burst at its beginning, as a
 * closed loop does, and corrects for what it left out by an interval that it takes for milliseconds and has in seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../statistics.js';
import { openConnections, type Send } from './connections.js';
import type { LoadResult, PacedLoad } from './load.js';
import { requestWriter } from './request-text.js';

/** Milliseconds after which a request counts as lost. */
const patience = 60_000;
/** Milliseconds that connections have to be there before the first request is due. */
const settling = 50;

/** How many requests are due after some milliseconds, the first at once. */
export function dueAfter(milliseconds: number, rate: number): number {
  return Math.floor((milliseconds * rate) / 1000) + 1;
}

/** @throws Error if an answer cannot be read. */
export async function runPaced(load: PacedLoad): Promise<Omit<LoadResult, 'busy'>> {
  const { ask, connections: count, warmUp, seconds, rate, firstSeed } = load;
  const origin = new URL(load.origin);
  const write = requestWriter(ask, origin.host);
  /** Requests of the warm-up, which do not count, and those with them that do. */
  const first = Math.round(rate * warmUp);
  const all = first + Math.max(1, Math.round(rate * seconds));
  const idle: Send[] = [];
  const times: number[] = [];
  /** Requests that have been due, those of them that have been sent, and of these those that wait no longer. */
  let [due, sent, over] = [0, 0, 0];
  let start = Infinity;
  const dueTime = (index: number): number => start + (1000 * index) / rate;

  const sendDue = (): void => {
    while (sent < due) {
      const send = idle.pop();
      if (send === undefined) return;
      const index = sent++;
      send(write(firstSeed + index), dueTime(index));
    }
  };
  const connections = openConnections(origin, count, {
    idle(send) {
      idle.push(send);
      sendDue();
    },
    answered(status, since) {
      over++;
      if (status === 200 && since >= dueTime(first)) times.push(performance.now() - since);
    },
    lost(send, since, unreadable) {
      if (unreadable !== undefined) over = all;
      else if (since !== undefined) over++;
      else if (idle.includes(send)) idle.splice(idle.indexOf(send), 1);
    },
  });
  await sleep(settling);
  start = performance.now();
  const limit = dueTime(all) + patience;
  while (over < all && performance.now() < limit) {
    due = Math.min(all, dueAfter(performance.now() - start, rate));
    sendDue();
    await sleep(1);
  }
  const elapsed = (performance.now() - dueTime(first)) / 1000;
  connections.close();
  const [p50, p99] = [0.5, 0.99].map((part) => percentile(times, part));
  return { requests: times.length, seconds: elapsed, failures: all - first - times.length, p50, p99 };
}

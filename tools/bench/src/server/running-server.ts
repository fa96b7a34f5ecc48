/** A server that was started as its own process, and how long it took until it was ready. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, stopChild } from './children.js';
import type { Command, Contender, Layout } from './contender.js';
import type { ServedModel } from './served-model.js';

export interface RunningServer {
  readonly origin: string;
  readonly pid: number;
  /** From the start of its process to the first 200 of its readiness route. */
  readonly startSeconds: number;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

const startLimit = 60_000;
const between = 20;

/** @throws Error with the process's last words if it ends, or is not ready within a minute. */
export async function startServer(
  { command, readyPath }: Contender,
  model: ServedModel,
  layout: Layout,
): Promise<RunningServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { file, args, folder, environment = {} }: Command = command(model, layout, port);
  const start = performance.now();
  const child = await startChild(file, args, { folder, environment });
  const stop = (): Promise<void> => stopChild(child);
  let end: string | undefined;
  void child.ended.then((how) => (end = how));
  while (!(await answers(origin + readyPath))) {
    const late = performance.now() - start > startLimit;
    if (end === undefined && !late) {
      await sleep(between);
      continue;
    }
    await stop();
    const what = end ?? `did not answer ${readyPath} with 200 within ${startLimit / 1000} s`;
    throw new Error(`${what}${child.output() === '' ? '' : `: ${child.output().trim()}`}`);
  }
  return { origin, pid: child.pid, startSeconds: (performance.now() - start) / 1000, stop };
}

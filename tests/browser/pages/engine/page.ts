/** The page under test: `doTask` does one, here or in a worker. */
import { tasks, type Tasks } from './tasks.js';

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

let worker: Worker | undefined;
let asked = 0;

function inWorker(name: keyof Tasks, args: readonly unknown[]): Promise<unknown> {
  const running = (worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
  const id = asked++;
  return new Promise((resolve, reject) => {
    running.addEventListener('error', (event) => reject(new Error(event.message)), { once: true });
    running.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.id !== id) return;
      if (data.error === undefined) resolve(data.value);
      else reject(new Error(data.error));
    });
    running.postMessage({ id, name, args });
  });
}

export type DoTask = (
  where: 'page' | 'worker',
  name: keyof Tasks,
  args: readonly unknown[],
) => Promise<unknown>;

const doTask: DoTask = (where, name, args) =>
  where === 'worker'
    ? inWorker(name, args)
    : (tasks[name] as (...args: readonly unknown[]) => Promise<unknown>)(...args);

Object.assign(globalThis, { doTask });

/** The page under test: `doTask` does one, here or in a worker, and gives its value or its error as plain data. */
import { connectCalls, encodeError, type EncodedError } from '@kantor/runtime';
import { tasks, type Tasks } from './tasks.js';

type Outcome = { readonly ok: true; readonly value: unknown } | EncodedError;
export type DoTask = (
  where: 'page' | 'worker',
  name: keyof Tasks,
  args: readonly unknown[],
) => Promise<Outcome>;

function startWorker() {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const calls = connectCalls({
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
  });
  worker.addEventListener('error', ({ message }) => calls.fail(new Error(message)));
  return calls;
}

let worker: ReturnType<typeof startWorker> | undefined;

const doTask: DoTask = async (where, name, args) => {
  try {
    const here = tasks[name] as (...args: readonly unknown[]) => unknown;
    const value =
      where === 'page' ? await here(...args) : await (worker ??= startWorker()).call<unknown>(name, args);
    return { ok: true, value };
  } catch (error) {
    return encodeError(error, 'test/page');
  }
};

Object.assign(globalThis, { doTask });

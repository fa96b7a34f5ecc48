/** A child process of ours that does one thing after another: a message goes in, a message comes back. */
import { fileURLToPath } from 'node:url';
import { startChild, stopChild } from './children.js';

export interface Worker<In, Out> {
  readonly pid: number;
  /** One at a time. @throws Error with the process's last words if it ends. */
  ask(message: In): Promise<Out>;
  stop(): Promise<void>;
}

/** @param name of a file beside this one, without its ending. */
export async function startWorker<In extends object, Out>(
  name: string,
  args: readonly string[] = [],
): Promise<Worker<In, Out>> {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const child = await startChild(process.execPath, [file, ...args], { channel: true });
  const { process: node, pid, ended, output } = child;
  return {
    pid,
    ask: (message) =>
      new Promise((resolve, reject) => {
        node.once('message', resolve);
        void ended.then((how) => reject(new Error(`${name} ${how}: ${output().trim()}`)));
        node.send(message);
      }),
    stop: () => stopChild(child),
  };
}

/** A child process of ours that does one thing after another: a message goes in, a message comes back. */
import { fileURLToPath } from 'node:url';
import { startChild, stopChild } from './children.js';

export interface Worker<In, Out> {
  readonly pid: number;
  /** One at a time. @throws Error if it fails, or with the process's last words if it ends. */
  ask(message: In): Promise<Out>;
  stop(): Promise<void>;
}

/** What comes back: a result, or why there is none, after which the next thing may be asked. */
type Reply<Out> = { readonly result: Out } | { readonly failure: string };

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
        node.once('message', (reply: Reply<Out>) => {
          if ('failure' in reply) reject(new Error(reply.failure));
          else resolve(reply.result);
        });
        void ended.then((how) => reject(new Error(`${name} ${how}: ${output().trim()}`)));
        node.send(message);
      }),
    stop: () => stopChild(child),
  };
}

/** The child's side: call once, with what it does. */
export function answerAsks<In, Out>(work: (message: In) => Promise<Out>): void {
  const reply = (message: Reply<Out>): void => void process.send?.(message);
  process.on('message', (message: In) => {
    work(message).then(
      (result) => reply({ result }),
      (error: unknown) => reply({ failure: error instanceof Error ? error.message : String(error) }),
    );
  });
}

/** Starts the child processes of a sampler, and says how they ended. */
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { KantorError } from '@kantor/tensor';
import type { StartWorker } from '../worker-handle.js';
import { createDownward, type Upward } from './process-messages.js';
import { openSamplesFile } from './samples-file.js';

const ownScript = new URL('./child.js', import.meta.url);

/** The channel, and behind it the file of samples if there is one; what the process prints goes to our stderr. */
function start(script: URL, file: number | undefined): ChildProcess {
  // Loaders and conditions that this process was started with are not for the compiled code of the child.
  return fork(script, file === undefined ? [] : ['4'], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc', ...(file === undefined ? [] : [file])],
  });
}

function holdProcess(child: ChildProcess, busy: boolean): void {
  if (busy) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

/** @param script compiled, of the processes; the one beside this file if left out. */
export function nodeProcesses(script: URL = ownScript): StartWorker {
  return (onGone) => {
    const file = openSamplesFile();
    const child = start(script, file);
    const { pack, unpack } = createDownward(file);
    const gone = (how: string, cause?: Error): void => {
      const options = cause && { cause };
      onGone(new KantorError('sampler/worker', `The sampler's worker process ${how}.`, options));
    };
    const fail = (cause: Error): void => {
      child.kill('SIGKILL');
      gone(`failed: ${cause.message}`, cause);
    };
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        gone(`${child.pid} has ended (${signal ?? `exit code ${code}`})`);
        resolve();
      });
      child.on('error', (cause) => {
        fail(cause);
        if (child.pid === undefined) resolve(); // it was never there
      });
      child.once('disconnect', () => child.kill('SIGKILL')); // it can be told nothing any more
    }).finally(() => void (file !== undefined && closeSync(file)));
    const listen = (listener: (message: unknown) => void) => (upward: unknown) => {
      let message: unknown;
      try {
        message = unpack(upward as Upward);
      } catch (cause) {
        return fail(cause as Error);
      }
      listener(message);
    };
    return {
      link: {
        send: (message) => void child.send(pack(message), () => undefined), // who is gone is told by its end
        onMessage: (listener) => void child.on('message', listen(listener)),
      },
      pid: child.pid,
      terminate() {
        child.kill('SIGKILL');
        return ended;
      },
      hold: (busy) => holdProcess(child, busy),
    };
  };
}

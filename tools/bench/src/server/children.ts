/** The processes that a benchmark starts, every one of which ends with it, whatever happens. */
import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { listProcesses, treeOf } from './process-tree.js';

const running = new Set<ChildProcess>();

/** Sends a signal; that the process is gone is what was wanted. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function killTree(root: number): void {
  for (const { pid } of treeOf(root, listProcesses())) send(pid, 'SIGKILL');
  send(root, 'SIGKILL');
}

function killAll(): void {
  for (const { pid } of running) if (pid !== undefined) killTree(pid);
  running.clear();
}

/** Call once, before the first child: ends all children with this process, and this process on Ctrl-C. */
export function endChildrenWithUs(cleanUp: () => void): void {
  process.once('exit', () => {
    killAll();
    cleanUp();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.stderr.write(`Stopped by ${signal}: ending all servers.\n`);
      process.exit(128 + constants.signals[signal]);
    });
  }
}

export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  /** The last lines that it wrote. */
  output(): string;
}

export interface ChildOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** With a channel for messages: for Node alone. */
  readonly channel?: boolean;
}

const keptOutput = 4000;

/** Starts a process that leads a session of its own, so that Ctrl-C reaches this one alone, which ends both. */
export async function startChild(
  file: string,
  args: readonly string[],
  { folder, environment, channel = false }: ChildOptions = {},
): Promise<Child> {
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    detached: true,
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput)));
  }
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      running.delete(child);
      reject(error);
    });
  });
  return { process: child, pid: child.pid as number, ended, output: () => output };
}

const patience = 15_000;

/** Asks a process to end, and ends it and all that it began if it has not done so within fifteen seconds. */
export async function stopChild({ process: child, pid, ended }: Child): Promise<void> {
  const tree = treeOf(pid, listProcesses());
  if (child.exitCode === null && child.signalCode === null) {
    const timer = setTimeout(() => killTree(pid), patience);
    send(pid, 'SIGTERM');
    await ended;
    clearTimeout(timer);
  }
  const ours = new Set(tree.map((member) => member.pid));
  for (const left of listProcesses()) if (ours.has(left.pid)) send(left.pid, 'SIGKILL');
}

/** The built server as a process of its own: started with flags, waited for, its log kept, stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const program = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url));

export interface StartOptions {
  /** Flags of Node, before the program. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A descriptor for its log instead of the pipe that the test reads. */
  readonly stdout?: number;
  readonly cwd?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  stdout(): string;
}

export interface Server extends Program {
  /** Such as `http://127.0.0.1:40000`. */
  readonly url: string;
  readonly port: number;
  readonly grpcPort: number;
  log(): readonly LogLine[];
  /** Ends it with SIGTERM; it must end well. */
  stop(): Promise<void>;
}

/** What a failed test leaves running does not outlive the tests. */
const children = new Set<ChildProcess>();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
process.once('SIGTERM', () => process.exit(143));

/** Runs the command line with these arguments. */
export function run(
  args: readonly string[],
  { node = [], env = {}, stdout, cwd }: StartOptions = {},
): Program {
  const child = spawn(process.execPath, [...node, program, ...args], {
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
  });
  children.add(child);
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...said });
    });
  });
  return { child, pid: child.pid as number, ended, stdout: () => said.stdout };
}

/** The lines of a log that are whole. */
function parseLog(text: string): readonly LogLine[] {
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}

const announcement = /listening on (https?:\/\/[^;"]+)(?:; gRPC on port (\d+))?/;

/** Waits until the program says where it listens; fails with what it said if it ends before. */
async function untilListening(running: Program): Promise<RegExpExecArray> {
  const early = running.ended.then(({ stdout, stderr }) => {
    throw new Error(`The server ended before it listened.\n${stdout}${stderr}`);
  });
  const heard = new Promise<RegExpExecArray>((resolve) => {
    const look = (): void => {
      const found = announcement.exec(running.stdout());
      if (!found) return;
      running.child.stdout?.off('data', look);
      resolve(found);
    };
    running.child.stdout?.on('data', look);
  });
  return Promise.race([heard, early]);
}

/** Starts a server on any free port and waits until it listens. One process of one thread for each model, if not said. */
export async function startServer(
  models: string,
  flags: readonly string[] = [],
  options: StartOptions = {},
): Promise<Server> {
  const usual = ['--port=0', '--device=cpu', '--threads=1', '--reload-every=0'];
  const instances = flags.some((flag) => flag.startsWith('--instances')) ? [] : ['--instances=1'];
  const own = usual.filter((flag) => !flags.some((other) => other.startsWith(`${flag.split('=')[0]}=`)));
  const running = run(['serve', `--models=${models}`, ...own, ...instances, ...flags], options);
  const [, url, grpcPort] = await untilListening(running);
  return {
    ...running,
    url,
    port: Number(new URL(url).port),
    grpcPort: Number(grpcPort),
    log: () => parseLog(running.stdout()),
    async stop() {
      running.child.kill('SIGTERM');
      const { code, signal, stderr } = await running.ended;
      expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    },
  };
}

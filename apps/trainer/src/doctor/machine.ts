/** The machine and the programs that everything else runs on, in words. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, freemem, loadavg, release, totalmem, type } from 'node:os';
import { version } from 'node:process';
import { ask } from './ask.js';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** GiB that this process may use: a container's limit counts. */
  readonly memory: number;
  readonly freeMemory: number;
  readonly system: string;
  readonly arch: string;
  readonly node: string;
  readonly npm?: string;
  /** Runnable processes in the last minute; above the number of cores, speeds are lower than they could be. */
  readonly load: number;
}

const gibibytes = (bytes: number): number => Math.round((bytes / 2 ** 30) * 10) / 10;

/** `Debian GNU/Linux 12 (bookworm)`, where the system says so. */
function distribution(): string | undefined {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

export async function describeMachine(): Promise<Machine> {
  const limit = process.constrainedMemory();
  const total = totalmem();
  const npm = await ask('npm', ['--version']);
  const kernel = `${type()} ${release()}`;
  const name = distribution();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memory: gibibytes(limit > 0 && limit < total ? limit : total),
    freeMemory: gibibytes(freemem()),
    system: name === undefined ? kernel : `${name}, ${kernel}`,
    arch: arch(),
    node: version.slice(1),
    ...(npm.code === 0 ? { npm: npm.stdout.trim() } : {}),
    load: Math.round(loadavg()[0] * 10) / 10,
  };
}

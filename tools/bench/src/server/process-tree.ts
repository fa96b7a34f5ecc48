/** Processes and their children from /proc, with the processor time that they have used. Linux alone; empty elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** The process that began the session: children that left their parent are still in it. */
  readonly session: number;
  /** Seconds on a processor in its own threads and in children that have ended and been waited for. */
  readonly seconds: number;
}

/** What Linux counts in, on every platform that Node has a build for. */
const ticksPerSecond = 100;

/** Reads /proc/PID/stat, whose second field, a name, may hold blanks and parentheses. Fields as in proc(5). */
export function parseStat(text: string): ProcessStat {
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return {
    pid: Number.parseInt(text, 10),
    parent: field(4),
    session: field(6),
    seconds: ticks / ticksPerSecond,
  };
}

/** The process `root`, those that it began, those that they began, and whoever else is in its session. */
export function treeOf(root: number, all: readonly ProcessStat[]): readonly ProcessStat[] {
  const found = new Set([root]);
  let before = 0;
  while (found.size > before) {
    before = found.size;
    for (const { pid, parent, session } of all) if (session === root || found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

export function listProcesses(): readonly ProcessStat[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))];
    } catch {
      return []; // has ended meanwhile
    }
  });
}

/** Processor seconds of a process and all below it; NaN where the system does not tell. */
export function secondsOfTree(root: number): number {
  const tree = treeOf(root, listProcesses());
  return tree.length === 0 ? Number.NaN : tree.reduce((sum, { seconds }) => sum + seconds, 0);
}

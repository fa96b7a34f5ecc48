/** Tells whether a process of an earlier moment is still the one that runs, though numbers of processes come again. */
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Boot of the machine and start of the process in it; only Linux says them. */
  readonly began?: string;
}

/** Ended, but not yet taken note of by its parent: still listed. */
const endedStates = ['Z', 'X'];

/** Undefined where the system does not say. Fields of proc_pid_stat(5): 3 is the state, 22 the start. */
function beganOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, field 2, stands in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (endedStates.includes(fields[0])) return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether any process has this number. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it is somebody else's
  }
}

export function identityOf(pid: number): ProcessIdentity {
  const began = beganOf(pid);
  return { pid, ...(began === undefined ? {} : { began }) };
}

export function isRunning({ pid, began }: ProcessIdentity): boolean {
  const now = beganOf(pid);
  return began === undefined || now === undefined ? exists(pid) : began === now;
}

/** Whether processes are still there. */
import { existsSync, readFileSync } from 'node:fs';

/** Whether nothing of it runs any more; one that nobody has asked how it ended is over too. */
export function hasEnded(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  try {
    process.kill(pid, 0);
    return existsSync(stat) && / Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return true;
  }
}

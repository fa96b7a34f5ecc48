/** Processor time of web workers in a Chromium, which other processes on the machine hardly change. Linux alone tells. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** As Chromium names the threads of dedicated workers; those of WebAssembly are such workers too. */
const threadName = 'DedicatedWorker';

function timesOf(id: string): readonly number[] {
  const tasks = `/proc/${id}/task`;
  return readdirSync(tasks)
    .filter((task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').startsWith(threadName))
    .map((task) => Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1000);
}

/** Whether a process was started by this one, or by one that was. */
function isDescendant(id: string): boolean {
  for (let at = id; Number(at) > 1;) {
    if (Number(at) === process.pid) return true;
    at = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? '0';
  }
  return false;
}

/** Microseconds so far, of all workers in the pages of browsers that this process has started; NaN where nobody tells. */
export function workerTime(): number {
  if (!existsSync('/proc/self/schedstat')) return Number.NaN;
  let total = 0;
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const renders = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer');
      if (renders && isDescendant(name)) total += timesOf(name).reduce((sum, time) => sum + time, 0);
    } catch {
      // it has ended meanwhile
    }
  }
  return total;
}

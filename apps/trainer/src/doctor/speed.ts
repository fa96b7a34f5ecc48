/** Measures one engine in a process of its own. */
import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { SpeedAnswer, SpeedTask } from './speed-child.js';

const child = fileURLToPath(new URL('./speed-child.js', import.meta.url));
/** A slow engine takes some seconds; on a busy machine some times as long. */
const patience = 180_000;

export function measureInChild(task: SpeedTask): Promise<SpeedAnswer> {
  return new Promise((resolve) => {
    execFile(
      execPath,
      [child, JSON.stringify(task)],
      { timeout: patience, killSignal: 'SIGKILL', windowsHide: true },
      (error, stdout) => {
        const [said] = /^\{"ok":.*\}$/m.exec(stdout) ?? [];
        if (said) return resolve(JSON.parse(said) as SpeedAnswer);
        const end = error?.killed
          ? `it took more than ${patience / 1000} s`
          : `the process ended with ${ending(error)}`;
        resolve({ ok: false, message: end });
      },
    );
  });
}

function ending(error: Parameters<Parameters<typeof execFile>[3] & object>[0]): string {
  return error?.signal ?? `exit code ${error?.code}`;
}

/** Asks a program of the system, and takes no for an answer. */
import { execFile } from 'node:child_process';

export interface Answer {
  /** Undefined if there is no such program. */
  readonly code: number | undefined;
  readonly stdout: string;
}

const patience = { timeout: 10_000, killSignal: 'SIGKILL', windowsHide: true } as const;

/** What a program prints, within ten seconds; it never fails. */
export function ask(command: string, args: readonly string[]): Promise<Answer> {
  const answer = new Promise<Answer>((resolve) => {
    execFile(command, args, patience, (error, stdout) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ code: error?.killed ? -1 : code, stdout });
    });
  });
  return answer.catch(() => ({ code: undefined, stdout: '' }));
}

/** The beginning of a run in a folder of its own: a new run never overwrites an old one, or anything else. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { KantorError } from '@kantor/tensor';
import { hasRun, type RunFolder } from './run-folder.js';
import { holdingRun } from './run-lock.js';

function exists({ path }: RunFolder, what: string): KantorError {
  return new KantorError(
    'run/exists',
    `The folder ${path} ${what}, and nothing in it will be overwritten. ` +
      'Go on with the run by --resume, or choose another folder with --run=DIR.',
  );
}

/** Where there is a lock, the lock decides: its process is running, or was killed, perhaps before it wrote a run. */
function requireEmpty(folder: RunFolder): void {
  if (existsSync(folder.lock) || !existsSync(folder.path)) return;
  if (hasRun(folder)) throw exists(folder, 'holds a run');
  if (readdirSync(folder.path).length > 0) throw exists(folder, 'is not empty');
}

/**
 * Does `work` in a new folder, while this process holds it.
 * @throws KantorError `run/exists` if there is something in the folder, `run/locked` if another process begins there.
 */
export async function holdingNewRun<T>(folder: RunFolder, now: Date, work: () => Promise<T>): Promise<T> {
  requireEmpty(folder);
  return holdingRun(folder, now, () => {
    if (hasRun(folder)) throw exists(folder, 'holds a run');
    mkdirSync(folder.samples, { recursive: true });
    return work();
  });
}

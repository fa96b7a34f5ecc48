/**
 * The lock of a run's folder: one process at a time trains in it. Whoever only reads needs none. It does not reach over
 * machines that share a disk: a process of another machine, or of another boot of this one, counts as gone.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KantorError } from '@kantor/tensor';
import { makeFolder } from './make-folder.js';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
import type { RunFolder } from './run-folder.js';

interface Holder extends ProcessIdentity {
  /** ISO 8601. */
  readonly since: string;
}

/** Milliseconds in which a process writes the lock that it has just created. */
const timeToWrite = 500;

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** The lock as it is written; undefined if there is none. */
function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** False if there is a lock already. */
function createLock(path: string, lock: string): boolean {
  try {
    writeFileSync(path, lock, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined for the lock of a process that was killed while it wrote. */
function parseHolder(lock: string): Holder | undefined {
  try {
    const holder = JSON.parse(lock) as Partial<Holder> | null;
    return Number.isSafeInteger(holder?.pid) && Number(holder?.pid) > 0 ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a lock, unless another process has put its own in the place meanwhile. */
function removeLock(path: string, lock: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return; // another process was faster
    throw error;
  }
  if (readLock(aside) === lock) rmSync(aside);
  else renameSync(aside, path);
}

/** @throws KantorError `run/locked` if the process that holds the lock is running. */
function requireGone({ path, lock: file }: RunFolder, lock: string): void {
  const holder = parseHolder(lock);
  if (holder === undefined || !isRunning(holder)) return;
  throw new KantorError(
    'run/locked',
    `Process ${holder.pid} has been training in ${path} since ${holder.since}, and only one can. Wait until it ends, ` +
      `stop it (kill ${holder.pid}), or choose another folder with --run=DIR. If it is no training, remove ${file}.`,
  );
}

/** One that stays counts for nothing once this process has ended, so it is not worth an error. */
function releaseLock({ lock: path }: RunFolder, mine: string): void {
  try {
    removeLock(path, mine);
  } catch {
    // Such as a disk that has become read-only.
  }
}

async function takeLock(folder: RunFolder, mine: string): Promise<void> {
  makeFolder(folder.path);
  while (!createLock(folder.lock, mine)) {
    const found = readLock(folder.lock);
    if (found === undefined) continue; // released this moment
    if (parseHolder(found) === undefined) await sleep(timeToWrite);
    if (readLock(folder.lock) !== found) continue;
    requireGone(folder, found);
    removeLock(folder.lock, found);
  }
}

/**
 * Does `work` while this process holds the folder, which is made if it is not there. What a killed process left is
 * taken over.
 * @throws KantorError `run/locked` if another process that is running holds it.
 */
export async function holdingRun<T>(folder: RunFolder, now: Date, work: () => Promise<T>): Promise<T> {
  const holder: Holder = { ...identityOf(process.pid), since: now.toISOString() };
  const mine = `${JSON.stringify(holder)}\n`;
  await takeLock(folder, mine);
  try {
    return await work();
  } finally {
    releaseLock(folder, mine);
  }
}

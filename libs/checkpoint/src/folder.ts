/**
 * The folder of a run's checkpoints: which names in it mean what, and how it is brought in order after a process was
 * killed. One process at a time writes to it.
 *
 *     step-000100/            a checkpoint: complete, since it got this name last
 *     step-000100.replaced/   the one that a new step-000100 is just taking the place of
 *     .tmp-…/                 one that is being written or removed; rubbish, if nobody does
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from './disk.js';

const temporary = '.tmp-';
const replaced = '.replaced';
const pattern = /^step-(\d{6,})(\.replaced)?$/;

/** Where a checkpoint is, whatever it is worth. */
export interface CheckpointPlace {
  /** Such as `step-000100`. */
  readonly name: string;
  /** Generator steps done. */
  readonly step: number;
  /** Its folder, which is normally `dir/name`. */
  readonly path: string;
}

export function checkpointName(step: number): string {
  return `step-${String(step).padStart(6, '0')}`;
}

export function temporaryPath(dir: string, name: string): string {
  return join(dir, `${temporary}${name}-${process.pid}`);
}

/** All checkpoints in `dir`, the highest step first; none if there is no such folder. */
export async function findPlaces(dir: string): Promise<CheckpointPlace[]> {
  const places = new Map<string, CheckpointPlace>();
  for (const entry of (await entriesOf(dir)).sort()) {
    const [, digits, aside] = pattern.exec(entry) ?? [];
    const name = checkpointName(Number(digits));
    if (!entry.startsWith(name)) continue; // something else, or a number written in another way
    // Sorted, `step-1` stands before `step-1.replaced`, which counts only where the other is missing.
    if (!aside || !places.has(name)) places.set(name, { name, step: Number(digits), path: join(dir, entry) });
  }
  return [...places.values()].sort((a, b) => b.step - a.step);
}

/** Finishes or takes back what a killed process left half done. */
export async function tidy(dir: string): Promise<void> {
  const entries = await entriesOf(dir);
  for (const entry of entries) {
    if (entry.startsWith(temporary)) await rm(join(dir, entry), { recursive: true, force: true });
    if (!pattern.test(entry) || !entry.endsWith(replaced)) continue;
    const name = entry.slice(0, -replaced.length);
    if (entries.includes(name)) await discard(dir, entry);
    else await rename(join(dir, entry), join(dir, name));
  }
}

/** Gives the complete checkpoint at `path` its name. At each moment the old one or the new one can be found. */
export async function publish(dir: string, path: string, name: string): Promise<void> {
  const replaces = (await entriesOf(dir)).includes(name);
  if (replaces) await rename(join(dir, name), join(dir, name + replaced));
  await rename(path, join(dir, name));
  await syncFolder(dir);
  if (replaces) await discard(dir, name + replaced);
}

/** Removes an entry of `dir`; there is no moment at which half of it stands under its name. */
export async function discard(dir: string, entry: string): Promise<void> {
  const path = temporaryPath(dir, `removed-${entry}`);
  await rename(join(dir, entry), path);
  await rm(path, { recursive: true, force: true });
}

async function entriesOf(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

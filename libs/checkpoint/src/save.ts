/** Saves checkpoints so that a process killed at any moment leaves the ones before it, or the new one, whole. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { KantorError, type HostTensor } from '@kantor/tensor';
import { diskError, syncFolder, writeDurably } from './disk.js';
import { checkpointName, publish, temporaryPath, tidy } from './folder.js';
import { describeState, formatManifest, manifestFile, stateFile, type Progress } from './manifest.js';
import { prune } from './prune.js';
import { encodeSafetensors } from './safetensors-encode.js';

export interface CheckpointContent extends Omit<Progress, 'createdAt'> {
  /** Now, unless given: ISO 8601 in UTC. */
  readonly createdAt?: string;
  /** The whole state of the training, by name. Copied before the first await. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

export interface SaveOptions {
  /** How many of the newest checkpoints stay; the one with the lowest `score` always does. 3 unless given. */
  readonly keep?: number;
}

/** The last save under way in each folder of this process: the next one waits for it. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Writes the checkpoint `dir/step-000100/`, replacing one of the same step, and removes those that are no longer worth
 * keeping. When the promise is fulfilled, the checkpoint has reached the disk. One process at a time may save to a folder.
 * @returns the path of the checkpoint.
 * @throws KantorError `checkpoint/disk-full`, `checkpoint/permission`, `checkpoint/not-a-folder` or `checkpoint/disk`:
 * the checkpoints before it are untouched and nothing half-written stays.
 * @throws KantorError `checkpoint/manifest` if a field is not valid, such as a score that is no number.
 */
export async function saveCheckpoint(
  dir: string,
  content: CheckpointContent,
  { keep = 3 }: SaveOptions = {},
): Promise<string> {
  if (!Number.isInteger(keep) || keep < 1) {
    throw new KantorError('checkpoint/keep', `Keeping ${keep} checkpoints is not possible; keep 1 or more.`);
  }
  const { tensors, createdAt = new Date().toISOString(), ...progress } = content;
  const state = encodeSafetensors(tensors);
  const manifest = describeState({ ...progress, createdAt }, state);
  const files = { [stateFile]: state, [manifestFile]: formatManifest(manifest) };

  const folder = resolve(dir);
  const before = underWay.get(folder) ?? Promise.resolve();
  const save = before
    .catch(() => undefined)
    .then(() => write(dir, checkpointName(content.step), files, keep));
  underWay.set(folder, save);
  try {
    return await save;
  } finally {
    if (underWay.get(folder) === save) underWay.delete(folder);
  }
}

async function write(
  dir: string,
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
  keep: number,
): Promise<string> {
  const path = join(dir, name);
  const temporary = temporaryPath(dir, name);
  try {
    const created = await mkdir(dir, { recursive: true });
    if (created !== undefined) await syncFolder(dirname(created));
    await tidy(dir);
    await mkdir(temporary);
    for (const [file, content] of Object.entries(files)) await writeDurably(join(temporary, file), content);
    await syncFolder(temporary);
    await publish(dir, temporary, name);
  } catch (error) {
    // Best effort: what cannot be removed now, the next save removes.
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    await tidy(dir).catch(() => undefined);
    throw diskError(error, `Writing the checkpoint ${path}`);
  }
  try {
    await prune(dir, keep, name);
  } catch (error) {
    throw diskError(error, `The checkpoint ${path} is saved, but removing old ones`);
  }
  return path;
}

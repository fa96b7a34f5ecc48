/** Reads checkpoints back, and trusts none before its checksums have been compared. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KantorError, type HostTensor } from '@kantor/tensor';
import { diskError } from './disk.js';
import { findPlaces, type CheckpointPlace } from './folder.js';
import { manifestFile, parseManifest, stateFile, type Manifest } from './manifest.js';
import { decodeSafetensors } from './safetensors-decode.js';
import { sha256 } from './sha256.js';

export interface Checkpoint extends CheckpointPlace {
  readonly manifest: Manifest;
  readonly tensors: Readonly<Record<string, HostTensor>>;
}

/** A checkpoint of which only the manifest was read, or the problem with it. */
export type ListedCheckpoint = CheckpointPlace &
  ({ readonly manifest: Manifest } | { readonly problem: string });

export interface LoadOptions {
  /** A certain checkpoint, such as `step-000100`, instead of the newest valid one. */
  readonly name?: string;
  /** Told of each checkpoint that an older one steps in for, and why. */
  readonly onSkipped?: (name: string, reason: string) => void;
}

/**
 * The checkpoints of a folder, newest (highest step) first. The manifests are checked and the sizes of the files
 * compared, but the tensors are not read.
 */
export async function listCheckpoints(dir: string): Promise<ListedCheckpoint[]> {
  return Promise.all((await places(dir)).map(async (place) => ({ ...place, ...(await glance(place)) })));
}

/** A checkpoint that was passed over, and why. */
interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/**
 * The newest checkpoint that is whole and unaltered; older ones step in for those that are not. Undefined if the folder
 * holds no checkpoint. With `name`, exactly that one.
 * @throws KantorError `checkpoint/none-whole` if there are checkpoints and none can be read, with the reason for each:
 * who began anew then would write over what may be restored.
 * @throws KantorError `checkpoint/unknown` if there is none of that name; if it is not valid, the error says why.
 */
export async function loadCheckpoint(
  dir: string,
  options: LoadOptions = {},
): Promise<Checkpoint | undefined> {
  const found = await places(dir);
  if (options.name !== undefined) return readCheckpoint(requirePlace(dir, found, options.name));
  const skipped: Skipped[] = [];
  for (const place of found) {
    try {
      const checkpoint = await readCheckpoint(place);
      for (const { name, reason } of skipped) options.onSkipped?.(name, reason);
      return checkpoint;
    } catch (error) {
      if (!(error instanceof KantorError)) throw error;
      skipped.push({ name: place.name, reason: error.message });
    }
  }
  if (skipped.length > 0) throw noneWhole(dir, skipped);
  return undefined;
}

function noneWhole(dir: string, skipped: readonly Skipped[]): KantorError {
  const reasons = skipped.map(({ name, reason }) => `  ${name}: ${reason}`);
  return new KantorError(
    'checkpoint/none-whole',
    `There are checkpoints in ${dir}, but none can be read:\n${reasons.join('\n')}\n` +
      'Restore one of them (a whole copy, or the permission to read it), or choose the folder of another run.',
  );
}

async function places(dir: string): Promise<CheckpointPlace[]> {
  try {
    return await findPlaces(dir);
  } catch (error) {
    throw diskError(error, `Reading the folder ${dir}`);
  }
}

function requirePlace(dir: string, found: readonly CheckpointPlace[], name: string): CheckpointPlace {
  const place = found.find((candidate) => candidate.name === name);
  if (place) return place;
  const names = found.map((candidate) => candidate.name).join(', ') || 'none';
  throw new KantorError(
    'checkpoint/unknown',
    `There is no checkpoint '${name}' in ${dir}. There are: ${names}.`,
  );
}

async function glance(place: CheckpointPlace): Promise<{ manifest: Manifest } | { problem: string }> {
  try {
    const manifest = await readManifest(place);
    const path = join(place.path, stateFile);
    const { size } = await stat(path).catch((error: unknown) => {
      throw diskError(error, `Reading ${path}`);
    });
    requireSize(path, size, manifest);
    return { manifest };
  } catch (error) {
    if (error instanceof KantorError) return { problem: error.message };
    throw error;
  }
}

async function readCheckpoint(place: CheckpointPlace): Promise<Checkpoint> {
  const manifest = await readManifest(place);
  const path = join(place.path, stateFile);
  const state = await readBytes(path);
  requireSize(path, state.length, manifest);
  if (sha256(state) !== manifest.files[stateFile].sha256) {
    throw new KantorError(
      'checkpoint/altered',
      `${path} does not have the SHA-256 checksum in its manifest; it was altered after it was written.`,
    );
  }
  return { ...place, manifest, tensors: decodeSafetensors(state).tensors };
}

async function readManifest(place: CheckpointPlace): Promise<Manifest> {
  const path = join(place.path, manifestFile);
  const manifest = parseManifest((await readBytes(path)).toString('utf8'));
  if (manifest.step === place.step) return manifest;
  throw new KantorError(
    'checkpoint/manifest',
    `${path} is of step ${manifest.step}; the folder was renamed, or the file copied here from another one.`,
  );
}

function requireSize(path: string, size: number, manifest: Manifest): void {
  const expected = manifest.files[stateFile].bytes;
  if (size === expected) return;
  throw new KantorError(
    'checkpoint/altered',
    `${path} has ${size} bytes instead of ${expected}; it is not whole.`,
  );
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw diskError(error, `Reading ${path}`);
  }
}

/** Loads a version of a model from its file into processes of its own, warmed and checked, or says why not. */
import { createHash } from 'node:crypto';
import { Sampler } from '@kantor/sampler/node';
import type { Config } from '../config/schema.js';
import { withoutPaths } from '../fault-of.js';
import type { Observer } from '../observer.js';
import type { FoundVersion } from './find.js';
import { parseHints } from './hints.js';
import { readSafely } from './safe-file.js';
import { createServed, type ServedVersion } from './served.js';
import type { Tallies } from './tallies.js';

export interface LoadSettings extends Pick<
  Config,
  'device' | 'instances' | 'threads' | 'blocked' | 'maxBatch' | 'maxQueueDelay' | 'maxQueue' | 'maxModelBytes'
> {
  /** The model folder, a real path. */
  readonly root: string;
  readonly observer: Observer;
}

/** Powers of two up to the largest batch: what is left of one is padding, and a request is cut in no more than two. */
export function bucketsUpTo(maxBatch: number): readonly number[] {
  const sizes: number[] = [];
  for (let size = 1; size < maxBatch; size *= 2) sizes.push(size);
  return [...sizes, maxBatch];
}

/** Why a model cannot be loaded, for people who may not see where it lies. */
export function reasonOf(error: unknown): string {
  return withoutPaths(error instanceof Error ? error.message : String(error));
}

function hashOf(file: string, hints: Uint8Array | undefined): string {
  return hints ? createHash('sha256').update(file).update(hints).digest('hex') : file;
}

/** @throws KantorError `server/model-file`, `server/hints`, and those of `Sampler.load` */
export async function loadVersion(
  model: string,
  { version, path, hintsPath, mark }: FoundVersion,
  settings: LoadSettings,
  tallies: Tallies,
): Promise<ServedVersion> {
  const { root, observer, device, instances, threads, blocked } = settings;
  const { maxBatch, maxQueueDelay, maxQueue, maxModelBytes } = settings;
  const bytes = await readSafely(root, path, maxModelBytes);
  const hintBytes = hintsPath === undefined ? undefined : await readSafely(root, hintsPath, 65_536);
  const hints = hintBytes ? parseHints(hintBytes) : {};
  const sampler = await Sampler.load(bytes, {
    ...hints,
    device,
    isolation: 'process',
    pool: instances,
    ...(threads === undefined ? {} : { threads }),
    blocked,
    buckets: bucketsUpTo(maxBatch),
    warmUp: 'all',
    maxDelay: maxQueueDelay,
    onBatch: tallies.ran,
    onWorker(event) {
      if (event.kind === 'replaced') return observer.happened(model, version, { kind: 'worker-replaced' });
      const kind = event.kind === 'lost' ? 'worker-lost' : 'worker-dead';
      observer.happened(model, version, { kind, reason: reasonOf(event.error) });
    },
  });
  const hash = hashOf(sampler.info.hash, hintBytes);
  return createServed({ model, version, mark, sampler, hash, maxQueue, maxBatch, tallies, observer });
}

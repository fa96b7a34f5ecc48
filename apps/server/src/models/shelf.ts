/** The versions of one model: which are served, which could not be loaded and why, and what the folder asks for next. */
import type { RepositoryEntry } from '../inference.js';
import type { FoundVersion } from './find.js';
import type { ServedVersion } from './served.js';
import { createTallies, type Tallies } from './tallies.js';

/** A version whose file could not be loaded. */
export interface Failure {
  readonly mark: string;
  readonly reason: string;
  /** When to try again although the file is the same, by the clock of {@link due}. */
  readonly retryAt: number;
}

export interface Shelf {
  readonly served: Map<string, ServedVersion>;
  readonly failed: Map<string, Failure>;
  readonly loading: Set<string>;
  /** Of each version that was ever loaded: what is counted never falls when a file is loaded again. */
  readonly tallies: Map<string, Tallies>;
  /** State of each file at the last look: one that is still being written is left alone. */
  seen: ReadonlyMap<string, string>;
  /** Taken out by a caller; nothing is loaded until one loads it again. */
  unloaded: boolean;
}

export function createShelf(): Shelf {
  return {
    served: new Map(),
    failed: new Map(),
    loading: new Set(),
    tallies: new Map(),
    seen: new Map(),
    unloaded: false,
  };
}

export function talliesOf({ tallies }: Shelf, version: string): Tallies {
  let found = tallies.get(version);
  if (!found) tallies.set(version, (found = createTallies()));
  return found;
}

const newestFirst = (a: string, b: string): number => Number(b) - Number(a);

/** Versions that are served, oldest first. */
export function servedVersions({ served }: Shelf): readonly string[] {
  return [...served.keys()].sort(newestFirst).reverse();
}

export function newest(shelf: Shelf): ServedVersion | undefined {
  const [version] = [...shelf.served.keys()].sort(newestFirst);
  return version === undefined ? undefined : shelf.served.get(version);
}

/** Whether this file should be loaded now: it is new or has changed, and does not change any more. */
function isDue(shelf: Shelf, { version, mark }: FoundVersion, now: number): boolean {
  const served = shelf.served.get(version);
  if (served?.mark === mark && !served.dead()) return false;
  const failure = shelf.failed.get(version);
  if (failure?.mark === mark && now < failure.retryAt) return false;
  return shelf.seen.get(version) === mark;
}

/** What to load, newest first, given all that the folder has of this model, oldest first. @param now milliseconds. */
export function due(
  shelf: Shelf,
  found: readonly FoundVersion[],
  keep: number,
  now: number,
): readonly FoundVersion[] {
  if (shelf.unloaded) return [];
  return found
    .slice(-keep)
    .filter((version) => isDue(shelf, version, now))
    .reverse();
}

/**
 * What to take out: versions older than the newest `keep` that are served, and files that are gone. One that was there at
 * the last look may be on its way to be replaced: who copies a file over often removes it first.
 */
export function outdated(shelf: Shelf, found: readonly FoundVersion[], keep: number): readonly string[] {
  const present = new Set([...found.map(({ version }) => version), ...shelf.seen.keys()]);
  const kept = [...shelf.served.keys()]
    .filter((version) => present.has(version))
    .sort(newestFirst)
    .slice(0, keep);
  return [...shelf.served.keys()].filter((version) => !kept.includes(version));
}

/** Versions in the folder that newer ones keep from being served. */
function older(shelf: Shelf): readonly string[] {
  const last = newest(shelf);
  return last ? [...shelf.seen.keys()].filter((version) => Number(version) < Number(last.version)) : [];
}

/** The versions as the protocol's index lists them. */
export function entriesOf(name: string, shelf: Shelf): readonly RepositoryEntry[] {
  const { served, failed, loading, unloaded } = shelf;
  const versions = new Set([...served.keys(), ...failed.keys(), ...loading, ...older(shelf)]);
  const entries = [...versions]
    .sort(newestFirst)
    .reverse()
    .map((version): RepositoryEntry => {
      const own = served.get(version);
      const reason = failed.get(version)?.reason ?? '';
      const entry = { name, version };
      if (own?.ready()) return { ...entry, state: 'READY', reason };
      if (loading.has(version)) return { ...entry, state: 'LOADING', reason };
      const otherwise = own
        ? 'its workers are being replaced'
        : reason || 'not among the versions that are served';
      return { ...entry, state: 'UNAVAILABLE', reason: otherwise };
    });
  if (entries.length > 0 || !unloaded) return entries;
  return [{ name, version: '', state: 'UNAVAILABLE', reason: 'unloaded' }];
}

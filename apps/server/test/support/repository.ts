/** A repository that remembers what it was told, for tests of the protocols. */
import { fault } from '../../src/faults.js';
import type { RepositoryEntry, RepositoryPort } from '../../src/inference.js';

export interface Repository extends RepositoryPort {
  /** `load NAME` and `unload NAME`, in order. */
  readonly told: string[];
}

const entries: readonly RepositoryEntry[] = [
  { name: 'double', version: '1', state: 'READY', reason: '' },
  { name: 'double', version: '2', state: 'READY', reason: '' },
  { name: 'labelled', version: '1', state: 'READY', reason: '' },
  { name: 'broken', version: '1', state: 'UNAVAILABLE', reason: 'gives NaN' },
];

/** @param open whether callers may load and unload. */
export function createRepository(open = true): Repository {
  const told: string[] = [];
  const tell = (what: string, model: string): Promise<void> => {
    if (!open) return Promise.reject(fault('server/forbidden', 'Callers may not load models here.'));
    told.push(`${what} ${model}`);
    return Promise.resolve();
  };
  return {
    told,
    index: (ready) => entries.filter(({ state }) => !ready || state === 'READY'),
    load: (model) => tell('load', model),
    unload: (model) => tell('unload', model),
  };
}

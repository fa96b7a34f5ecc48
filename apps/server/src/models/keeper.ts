/**
 * Keeps the models that are served in step with their folder. A version takes over once it is loaded and warm; one that
 * cannot be loaded leaves the old one serving. It changes; the catalogue asks.
 */
import { performance } from 'node:perf_hooks';
import { createInTurn } from '@kantor/runtime';
import { KantorError } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Observer } from '../observer.js';
import { quote } from '../v2/quote.js';
import { findModels, type FoundModel, type FoundVersion } from './find.js';
import { loadVersion, reasonOf, type LoadSettings } from './load.js';
import { createShelf, due, outdated, talliesOf, type Shelf } from './shelf.js';

export interface KeeperSettings extends LoadSettings {
  /** How many of a model's newest versions are served. */
  readonly versions: number;
}

export interface Keeper {
  readonly shelves: ReadonlyMap<string, Shelf>;
  /** Loads what is there now. */
  begin(): Promise<void>;
  /** Brings everything to what the folder has. Files that changed since the last look are still being written. */
  look(): Promise<void>;
  /** @throws KantorError `server/not-found`, `server/request` with the reason if it cannot be loaded. */
  load(model: string): Promise<void>;
  unload(model: string): Promise<void>;
  end(): Promise<void>;
}

interface Keeping {
  readonly settings: KeeperSettings;
  readonly shelves: Map<string, Shelf>;
  /** Ends of what was taken out, so that the end of all waits for them. */
  readonly retiring: Set<Promise<void>>;
}

/** Milliseconds after which a failure is tried again that the file is not to blame for. */
const pauseAfterFailure = 30_000;

function mayPass(error: unknown): boolean {
  return error instanceof KantorError && /^(?:sampler\/worker|runtime\/)/.test(error.code);
}

function letGo({ retiring }: Keeping, ending: Promise<void>): void {
  retiring.add(ending);
  void ending.finally(() => retiring.delete(ending));
}

async function loadOne(keeping: Keeping, name: string, shelf: Shelf, found: FoundVersion): Promise<void> {
  const { version, mark } = found;
  const { observer } = keeping.settings;
  const start = performance.now();
  shelf.loading.add(version);
  try {
    const served = await loadVersion(name, found, keeping.settings, talliesOf(shelf, version));
    const before = shelf.served.get(version);
    shelf.served.set(version, served);
    shelf.failed.delete(version);
    if (before) letGo(keeping, before.retire());
    const { hash, sampler } = served;
    const milliseconds = performance.now() - start;
    observer.happened(name, version, { kind: 'loaded', device: sampler.device, hash, milliseconds });
  } catch (error) {
    const reason = reasonOf(error);
    const retryAt = mayPass(error) ? performance.now() + pauseAfterFailure : Infinity;
    shelf.failed.set(version, { mark, reason, retryAt });
    observer.happened(name, version, { kind: 'failed', reason });
  } finally {
    shelf.loading.delete(version);
  }
}

function takeOut(keeping: Keeping, name: string, shelf: Shelf, versions: readonly string[]): void {
  for (const version of versions) {
    const served = shelf.served.get(version);
    shelf.served.delete(version);
    if (!served) continue;
    letGo(keeping, served.retire());
    keeping.settings.observer.happened(name, version, { kind: 'retired' });
  }
}

/**
 * Keeps the state of the files for the next look. Done before a look, what is there counts as complete: nobody waits to
 * see whether it stays the same.
 */
function remember(shelf: Shelf, found: readonly FoundVersion[]): void {
  shelf.seen = new Map(found.map(({ version, mark }) => [version, mark]));
}

/** Brings one model to what the folder has of it. */
async function update(
  keeping: Keeping,
  name: string,
  shelf: Shelf,
  found: readonly FoundVersion[],
): Promise<void> {
  const { versions: keep } = keeping.settings;
  for (const version of due(shelf, found, keep, performance.now())) {
    await loadOne(keeping, name, shelf, version);
  }
  takeOut(keeping, name, shelf, shelf.unloaded ? [...shelf.served.keys()] : outdated(shelf, found, keep));
  const present = new Set(found.map(({ version }) => version));
  for (const version of shelf.failed.keys()) if (!present.has(version)) shelf.failed.delete(version);
  remember(shelf, found);
}

/** The shelf of a model; a new one for a model that was not there. */
function shelfIn({ shelves }: Keeping, name: string): Shelf {
  const shelf = shelves.get(name) ?? createShelf();
  shelves.set(name, shelf);
  return shelf;
}

/** Loads the versions of one model again, whatever came of them before. */
async function loadAgain(keeping: Keeping, model: FoundModel): Promise<void> {
  const { name, versions } = model;
  const shelf = shelfIn(keeping, name);
  remember(shelf, versions);
  shelf.unloaded = false;
  shelf.failed.clear();
  await update(keeping, name, shelf, versions);
  const [failure] = shelf.failed.values();
  if (failure) throw fault('server/request', `The model ${name} cannot be loaded. ${failure.reason}`);
}

/** Tells of each folder once that its name cannot be a model's. */
function createTelling({ happened }: Observer): (misnamed: readonly string[]) => void {
  const told = new Set<string>();
  return (misnamed) => {
    for (const name of misnamed) {
      if (told.has(name)) continue;
      told.add(name);
      const reason = `The folder ${quote(name)} has a name that no model can have: letters, digits, '.', '_' and '-', 128 at most, the first a letter or a digit.`;
      happened('', '', { kind: 'failed', reason });
    }
  };
}

export function createKeeper(settings: KeeperSettings): Keeper {
  const { root } = settings;
  const shelves = new Map<string, Shelf>();
  const keeping: Keeping = { settings, shelves, retiring: new Set() };
  const inTurn = createInTurn();
  const shelfOf = (name: string): Shelf => shelfIn(keeping, name);
  const tellMisnamed = createTelling(settings.observer);
  const find = async (): Promise<readonly FoundModel[]> => {
    const { models, misnamed } = await findModels(root);
    tellMisnamed(misnamed);
    return models;
  };
  const updateAll = async (models: readonly FoundModel[]): Promise<void> => {
    const found = new Map(models.map(({ name, versions }) => [name, versions]));
    const names = [...new Set([...shelves.keys(), ...found.keys()])];
    await Promise.all(names.map((name) => update(keeping, name, shelfOf(name), found.get(name) ?? [])));
    for (const [name, { served, unloaded }] of shelves) {
      if (!found.has(name) && served.size === 0 && !unloaded) shelves.delete(name);
    }
  };
  return {
    shelves,
    begin: () =>
      inTurn(async () => {
        const models = await find();
        for (const { name, versions } of models) remember(shelfOf(name), versions);
        await updateAll(models);
      }),
    look: () => inTurn(async () => updateAll(await find())),
    load: (name) =>
      inTurn(async () => {
        const model = (await find()).find((other) => other.name === name);
        if (!model) throw fault('server/not-found', `The folder has no model ${quote(name)}.`);
        await loadAgain(keeping, model);
      }),
    unload: (name) =>
      inTurn(() => {
        const shelf = shelfOf(name);
        shelf.unloaded = true;
        takeOut(keeping, name, shelf, [...shelf.served.keys()]);
        return Promise.resolve();
      }),
    end: () =>
      inTurn(async () => {
        const all = [...shelves.values()].flatMap(({ served }) => [...served.values()]);
        await Promise.all([...all.map((served) => served.end()), ...keeping.retiring]);
      }),
  };
}

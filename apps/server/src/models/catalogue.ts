/** All models of a folder, as requests see them: which there are, and the version that a request means. */
import { realpath } from 'node:fs/promises';
import { KantorError } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { RepositoryEntry } from '../inference.js';
import { quote } from '../v2/quote.js';
import { createKeeper, type KeeperSettings } from './keeper.js';
import { reasonOf } from './load.js';
import { repeat } from './repeat.js';
import type { ServedVersion } from './served.js';
import { entriesOf, newest, servedVersions, type Shelf } from './shelf.js';

export interface CatalogueSettings extends Omit<KeeperSettings, 'root'> {
  readonly models: string;
  readonly reloadEvery: number;
}

export interface Catalogue {
  /** Names of the models that are known, served or not. */
  names(): readonly string[];
  /** @throws KantorError `server/not-found`, `server/not-ready` */
  find(model: string, version?: string): ServedVersion;
  /** Versions that are served, oldest first. */
  versions(model: string): readonly string[];
  index(): readonly RepositoryEntry[];
  /** All versions that are served. */
  served(): readonly ServedVersion[];
  /** Whether there is a model, and every one that is served has workers. */
  ready(): boolean;
  /** @throws KantorError `server/not-found`, `server/request` with the reason if it cannot be loaded. */
  load(model: string): Promise<void>;
  /** @throws KantorError `server/not-found` */
  unload(model: string): Promise<void>;
  /** Ends looking, and all models at once. */
  end(): Promise<void>;
}

async function realFolder(models: string): Promise<string> {
  return realpath(models).catch((cause: unknown) => {
    throw new KantorError(
      'server/models',
      `There is no model folder ${models}. Name the folder that holds <name>/generator.onnx or <name>/<version>/model.onnx: --models=DIR.`,
      { cause },
    );
  });
}

function whyNot({ failed, unloaded }: Shelf): string {
  const failure = [...failed.values()].at(-1);
  if (failure) return failure.reason;
  return unloaded ? 'It was unloaded.' : 'It is being loaded.';
}

function findIn(shelf: Shelf, name: string, version: string | undefined): ServedVersion {
  const served = version === undefined ? newest(shelf) : shelf.served.get(version);
  if (served) return served;
  if (version === undefined || shelf.loading.has(version) || shelf.failed.has(version)) {
    throw fault('server/not-ready', `The model ${name} is not ready. ${whyNot(shelf)}`);
  }
  const have = servedVersions(shelf).join(', ') || 'none';
  throw fault('server/not-found', `The model ${name} has no version ${quote(version)}; there are: ${have}.`);
}

/**
 * Loads all models of the folder, as far as they can be loaded, and goes on looking for what is new.
 * @throws KantorError `server/models` if there is no such folder.
 */
export async function openCatalogue(settings: CatalogueSettings): Promise<Catalogue> {
  const { models, reloadEvery, observer } = settings;
  const keeper = createKeeper({ ...settings, root: await realFolder(models) });
  await keeper.begin();
  const failed = (error: unknown): void =>
    observer.happened('', '', { kind: 'failed', reason: reasonOf(error) });
  const stopLooking = reloadEvery === 0 ? undefined : repeat(reloadEvery, keeper.look, failed);

  const { shelves } = keeper;
  const shelfOf = (name: string): Shelf => {
    const shelf = shelves.get(name);
    if (shelf) return shelf;
    const names = [...shelves.keys()].sort().join(', ') || 'none';
    throw fault('server/not-found', `There is no model ${quote(name)}; there are: ${names}.`);
  };
  const served = (): readonly ServedVersion[] =>
    [...shelves.values()].flatMap(({ served }) => [...served.values()]);
  return {
    names: () => [...shelves.keys()].sort(),
    find: (name, version) => findIn(shelfOf(name), name, version),
    versions: (name) => servedVersions(shelfOf(name)),
    index: () => [...shelves].sort().flatMap(([name, shelf]) => entriesOf(name, shelf)),
    served,
    ready: () => served().length > 0 && served().every((version) => version.ready()),
    load: keeper.load,
    unload(name) {
      shelfOf(name);
      return keeper.unload(name);
    },
    async end() {
      await stopLooking?.();
      await keeper.end();
    },
  };
}

/** Finds the models of a folder: `<name>/<version>/model.onnx` as Triton has them, or `<name>/generator.onnx`. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import { markOf } from './safe-file.js';

export interface FoundVersion {
  readonly version: string;
  readonly path: string;
  /** What the caller may say of a file that says nothing of itself; undefined if there is none. */
  readonly hintsPath: string | undefined;
  /** Changes whenever one of the files does. */
  readonly mark: string;
}

export interface FoundModel {
  readonly name: string;
  /** Oldest first; at least one. */
  readonly versions: readonly FoundVersion[];
}

/** Names that are safe in addresses, in metrics and on every disk. */
const soundName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const soundVersion = /^[1-9]\d{0,8}$/;

const hintsName = 'kantor.json';

/** The state of a file; undefined if there is none. What stands behind a link is not looked at. */
async function mark(path: string): Promise<string | undefined> {
  return lstat(path).then(markOf, () => undefined);
}

async function findVersion(folder: string, version: string, path: string): Promise<readonly FoundVersion[]> {
  const own = await mark(path);
  if (own === undefined) return [];
  const hintsPath = join(folder, hintsName);
  const hints = await mark(hintsPath);
  const found = hints === undefined ? undefined : hintsPath;
  return [{ version, path, hintsPath: found, mark: `${own} ${hints}` }];
}

async function findVersions(folder: string): Promise<readonly FoundVersion[]> {
  const names = await readdir(folder).catch(() => []);
  const versions = names.filter((name) => soundVersion.test(name)).sort((a, b) => Number(a) - Number(b));
  const found = await Promise.all(
    versions.map((version) => findVersion(folder, version, join(folder, version, 'model.onnx'))),
  );
  if (found.flat().length > 0) return found.flat();
  return findVersion(folder, '1', join(folder, 'generator.onnx'));
}

export interface FoundModels {
  readonly models: readonly FoundModel[];
  /** Folders that hold a model under a name that is not sound. */
  readonly misnamed: readonly string[];
}

/**
 * The models of a folder, by name.
 * @param root a real path.
 * @throws KantorError `server/models` if the folder cannot be read.
 */
export async function findModels(root: string): Promise<FoundModels> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new KantorError('server/models', `The model folder cannot be read (${cause.code ?? 'unknown'}).`, {
      cause,
    });
  });
  const folders = entries
    .filter((entry) => !entry.isFile())
    .map(({ name }) => name)
    .sort();
  const found = await Promise.all(
    folders.map(async (name) => ({ name, versions: await findVersions(join(root, name)) })),
  );
  const models = found.filter(({ versions }) => versions.length > 0);
  const isSound = ({ name }: FoundModel): boolean => soundName.test(name);
  return {
    models: models.filter(isSound),
    misnamed: models.filter((model) => !isSound(model)).map(({ name }) => name),
  };
}

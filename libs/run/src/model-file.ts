/** Finds and reads a model by its name or the path of its model.json. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KantorError } from '@kantor/tensor';
import { canonicalJson, nearest, parseModel, type ModelSpec } from '@kantor/spec';
import { readJson } from './read-json.js';
import type { RunFolder } from './run-folder.js';

/** The models of this repository; those of the current folder come first. */
const shippedModels = fileURLToPath(new URL('../../../models/', import.meta.url));

function modelFolders(): string[] {
  return [...new Set([resolve('models'), resolve(shippedModels)])].filter((folder) => existsSync(folder));
}

function findModelFile(nameOrPath: string): string {
  const direct = [nameOrPath, join(nameOrPath, 'model.json')];
  const named = modelFolders().map((folder) => join(folder, nameOrPath, 'model.json'));
  const found = [...named, ...direct].find((path) => existsSync(path) && statSync(path).isFile());
  if (found) return found;
  const names = modelFolders().flatMap((folder) =>
    readdirSync(folder).filter((name) => existsSync(join(folder, name, 'model.json'))),
  );
  const close = nearest(nameOrPath, names);
  throw new KantorError(
    'run/model',
    `There is no model '${nameOrPath}'${close ? `; did you mean '${close}'?` : '.'}\n` +
      `Models: ${[...new Set(names)].join(', ')}; or give the path of a model.json.`,
  );
}

/** @throws KantorError `run/model` if the file is missing, cannot be read or is no JSON; those of parseModel. */
export function readModelFile(path: string): ModelSpec {
  return parseModel(readJson(path, 'run/model'), path);
}

/** The model that a run was begun with, as it is in the folder now. @throws KantorError as readModelFile. */
export function readRunModel({ path, model }: RunFolder): ModelSpec {
  if (existsSync(model)) return readModelFile(model);
  throw new KantorError(
    'run/model',
    `There is no ${model}: the model as it was when the run in ${path} began. ` +
      'Put back a copy of it, or choose another folder with --run=DIR.',
  );
}

export function findModel(nameOrPath: string): ModelSpec {
  return readModelFile(findModelFile(nameOrPath));
}

/** Identifies what a spec means: SHA-256 of its canonical JSON, in hex. */
export function modelHash(spec: ModelSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex');
}

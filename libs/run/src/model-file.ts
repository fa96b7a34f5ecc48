/** Finds and reads a model by its name or the path of its model.json. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KantorError } from '@kantor/tensor';
import { canonicalJson, nearest, parseModel, type ModelSpec } from '@kantor/spec';

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

export function readModelFile(path: string): ModelSpec {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new KantorError('run/model', `${path} cannot be read as JSON: ${String(cause)}`, { cause });
  }
  return parseModel(json, path);
}

export function findModel(nameOrPath: string): ModelSpec {
  return readModelFile(findModelFile(nameOrPath));
}

/** Identifies what a spec means: SHA-256 of its canonical JSON, in hex. */
export function modelHash(spec: ModelSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex');
}

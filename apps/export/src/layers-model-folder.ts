/** The folder of an exported LayersModel: replaced as a whole, and only if nothing else lies in it. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { writingTo } from '@kantor/run';
import { KantorError } from '@kantor/tensor';

interface ModelJson {
  readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
  readonly userDefinedMetadata?: Readonly<Record<string, unknown>>;
}

/** Names of the files that an earlier export left in `path`; none if it left nothing there. */
function exportedFiles(path: string): readonly string[] {
  try {
    const json = JSON.parse(readFileSync(join(path, 'model.json'), 'utf8')) as ModelJson;
    if (json.userDefinedMetadata?.['kantor.format'] === undefined) return [];
    return ['model.json', ...(json.weightsManifest ?? []).flatMap(({ paths }) => paths)];
  } catch {
    return [];
  }
}

/** @throws KantorError `export/folder` if `path` holds what no export wrote. */
export function requireReplaceable(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    throw new KantorError(
      'export/folder',
      `${path} is no folder, and nothing is written in its place; choose another --out.`,
    );
  }
  const exported = exportedFiles(path);
  const other = readdirSync(path).find((name) => !exported.includes(name));
  if (other === undefined) return;
  throw new KantorError(
    'export/folder',
    `The folder ${path} holds ${other}, which no export of a LayersModel wrote, and nothing in it will be ` +
      'overwritten. Choose another folder with --out.',
  );
}

/** Writes the files beside `path`, in folders that are made, and puts them in its place: a reader never sees half of them. */
export function replaceFolder(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  const beside = (what: string) => `${resolve(path)}.${what}-${process.pid}`;
  const [written, former] = [beside('tmp'), beside('old')];
  writingTo(path, () => {
    try {
      mkdirSync(written, { recursive: true });
      for (const [name, bytes] of files) writeFileSync(join(written, name), bytes);
      if (existsSync(path)) renameSync(path, former);
      renameSync(written, path);
      rmSync(former, { recursive: true, force: true });
    } finally {
      rmSync(written, { recursive: true, force: true });
    }
  });
}

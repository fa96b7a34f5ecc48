/** Reading files and folders with errors that say what to do. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { KantorError } from '@kantor/tensor';

const unzip = promisify(gunzip);

/**
 * @throws KantorError `dataset/folder` unless `folder` is a folder that can be read.
 */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  const what = found ? 'is a file, not a folder' : 'does not exist or cannot be read';
  throw new KantorError(
    'dataset/folder',
    `The data folder ${folder} ${what}. Check the path given with --data=DIR.`,
  );
}

/** A file's bytes, or undefined where there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new KantorError(
      'dataset/read',
      `${path} cannot be read: ${reasonOf(cause)}. Check its permissions.`,
      {
        cause,
      },
    );
  }
}

/**
 * The first of `names` that `folder` has, unpacked if it ends in `.gz`; undefined if it has none.
 * @throws KantorError `dataset/gzip` if a packed file is damaged.
 */
export async function readAny(
  folder: string,
  names: readonly string[],
): Promise<{ path: string; bytes: Uint8Array } | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    const bytes = await readIfThere(path);
    if (bytes) return { path, bytes: name.endsWith('.gz') ? await unpacked(path, bytes) : bytes };
  }
  return undefined;
}

async function unpacked(path: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(bytes);
  } catch (cause) {
    throw new KantorError(
      'dataset/gzip',
      `${path} is no whole gzip file: ${reasonOf(cause)}. Fetch it again.`,
      {
        cause,
      },
    );
  }
}

export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

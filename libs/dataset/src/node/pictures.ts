/** The picture files of a folder and the folders in it, known by their names; nothing is opened here. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inParallel } from './parallel.js';

export interface Picture {
  /** Below the folder, with slashes on every system. */
  readonly path: string;
  readonly bytes: number;
  /** Last change, in milliseconds since 1970. */
  readonly changed: number;
}

/** Endings of pictures, whether or not they can be decoded: one that cannot must be reported, not passed over. */
const ENDING = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|bmp|heic|heif|jp2|jxl)$/i;
const AT_ONCE = 32;

/**
 * In the order of their paths (by UTF-16 code unit). Links are followed, hidden names (with a dot first) left out, and
 * links that lead nowhere too.
 */
export async function listPictures(folder: string): Promise<Picture[]> {
  const paths = (await walk(folder, '', new Set())).sort((a, b) => (a < b ? -1 : 1));
  const found = new Array<Picture | undefined>(paths.length);
  await inParallel(paths.length, AT_ONCE, async (i) => {
    const info = await stat(join(folder, paths[i])).catch(() => undefined);
    if (info?.isFile()) found[i] = { path: paths[i], bytes: info.size, changed: Math.floor(info.mtimeMs) };
  });
  return found.filter((picture) => picture !== undefined);
}

/** Paths below `base` that look like pictures. `seen` holds the true paths of folders, lest a link lead in circles. */
async function walk(base: string, below: string, seen: Set<string>): Promise<string[]> {
  const here = await realpath(join(base, below));
  if (seen.has(here)) return [];
  seen.add(here);
  const paths: string[] = [];
  for (const entry of await readdir(here, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = below ? `${below}/${entry.name}` : entry.name;
    const linked = entry.isSymbolicLink() ? await stat(join(base, path)).catch(() => undefined) : entry;
    if (linked?.isDirectory()) paths.push(...(await walk(base, path, seen)));
    else if (linked?.isFile() && ENDING.test(entry.name)) paths.push(path);
  }
  return paths;
}

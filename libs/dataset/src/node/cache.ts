/** Packs kept from run to run: a convenience that may fail without harm. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Pixels } from '../pixels.js';
import { reasonOf } from './files.js';
import { readPack, writePack } from './pack.js';

/** `KANTOR_CACHE`, else `kantor` in `XDG_CACHE_HOME` (if absolute, as its rules ask) or in `~/.cache`. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (environment.KANTOR_CACHE) return environment.KANTOR_CACHE;
  const base = environment.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'kantor');
}

export interface CacheOptions {
  /** Folder of the packs; made when needed. */
  readonly cache: string;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The pixels cached under `name` and `key`; else those of `make`, which are then cached. A damaged pack is made again,
 * and a cache that cannot be written is done without; both with a warning.
 * @param key says all that the pixels depend on; any length.
 */
export async function cached(
  name: string,
  key: string,
  options: CacheOptions,
  make: () => Promise<Pixels>,
): Promise<Pixels> {
  const { cache, onWarning } = options;
  const digest = createHash('sha256').update(key).digest('hex');
  const path = join(cache, `${name}-${digest.slice(0, 16)}.pack`);
  try {
    const found = await readPack(path, digest);
    if (found) return found;
  } catch (error) {
    onWarning?.(`${reasonOf(error)} It is made anew.`);
  }
  const pixels = await make();
  try {
    await writePack(path, digest, pixels);
  } catch (error) {
    onWarning?.(
      `The images cannot be cached in ${cache}: ${reasonOf(error)}. The next run reads them anew; ` +
        'name another folder in KANTOR_CACHE to avoid that.',
    );
  }
  return pixels;
}

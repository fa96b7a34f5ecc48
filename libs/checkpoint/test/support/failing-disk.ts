/**
 * `node:fs/promises` that breaks down at a chosen call: it is as if the process had been killed there, or as if the
 * system had refused that one call. Halves of what the call should have done may remain.
 */
import { readdirSync, rmSync, type MakeDirectoryOptions } from 'node:fs';
import type * as Promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface Breakdown {
  /** The number of the call, from 1, at which it happens. Infinity: never. */
  at: number;
  /** The system's error code for that call; undefined if the process dies there and makes no call after it. */
  code: string | undefined;
  /** Calls made so far. */
  calls: number;
  /** What they were, with the last part of the path. */
  log: string[];
}

class Killed extends Error {}

export function failingDisk(real: typeof Promises, breakdown: Breakdown): typeof Promises {
  /** Counts a call; at the one that breaks down, does a part of it and throws. */
  const attempt = (part: () => unknown, what: string): void => {
    breakdown.calls++;
    breakdown.log.push(what);
    const { at, code, calls } = breakdown;
    if (calls < at || (code !== undefined && calls > at)) return;
    if (calls === at) part();
    throw code === undefined
      ? new Killed('killed')
      : Object.assign(new Error(`${code}: simulated`), { code });
  };
  const none = (): void => undefined;

  /** The three methods that are used. */
  const wrapHandle = (file: FileHandle, path: string): FileHandle =>
    ({
      writeFile: async (content: Uint8Array | string) => {
        const bytes = Buffer.from(content as string);
        if (breakdown.calls + 1 === breakdown.at) await file.write(bytes.subarray(0, bytes.length >> 1));
        attempt(none, `write ${path}`);
        await file.writeFile(bytes);
      },
      sync: () => new Promise<void>((done) => done(attempt(none, `sync ${path}`))), // nothing is tested that outlasts the machine
      close: () => file.close(),
    }) as FileHandle;

  return {
    ...real,
    mkdir: (async (path: string, options: MakeDirectoryOptions) => (
      attempt(none, `mkdir ${basename(path)}`),
      real.mkdir(path, options)
    )) as unknown as typeof real.mkdir,
    rename: async (from, to) => (attempt(none, `rename to ${basename(String(to))}`), real.rename(from, to)),
    readdir: (async (path: string) => (
      attempt(none, 'list'),
      real.readdir(path)
    )) as unknown as typeof real.readdir,
    open: async (path, ...rest) => {
      const name = basename(String(path));
      attempt(none, `open ${name}`);
      return wrapHandle(await real.open(path, ...rest), name);
    },
    rm: async (path, options) => {
      attempt(() => removeOne(String(path)), 'remove');
      await real.rm(path, options);
    },
  };
}

/** A recursive removal that comes only as far as the first entry. */
function removeOne(folder: string): void {
  try {
    const [first] = readdirSync(folder).sort();
    if (first !== undefined) rmSync(join(folder, first));
  } catch {
    // It is not there: nothing to remove.
  }
}

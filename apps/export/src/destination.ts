/** The place that an export is written to: looked at before the work, so that nothing is done in vain. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KantorError } from '@kantor/tensor';

/** The path itself, or the nearest above it that is there. */
function nearestThere(path: string): string {
  return existsSync(path) ? path : nearestThere(dirname(path));
}

/**
 * Folders that are missing are no mistake: they are made when there is something to put into them.
 * @throws KantorError `export/folder` if no folder can hold `path`; the system's error if nothing may be written there.
 */
export function requireFolderFor(path: string): void {
  const above = nearestThere(dirname(resolve(path)));
  if (!statSync(above).isDirectory()) {
    throw new KantorError(
      'export/folder',
      `${path} cannot be written, since ${above} is no folder; choose another --out.`,
    );
  }
  accessSync(above, constants.W_OK | constants.X_OK);
}

/** What is there and no file may replace; undefined for a file and for nothing. */
function obstacleAt(path: string): string | undefined {
  const found = existsSync(path) ? statSync(path) : undefined;
  if (path.endsWith('/') || found?.isDirectory()) return 'a folder';
  return found === undefined || found.isFile() ? undefined : 'no file but a device, a pipe or a socket';
}

/** @throws KantorError `export/out` if something else than a file is at `path`, and what {@link requireFolderFor} throws. */
export function requireFile(path: string): void {
  const obstacle = obstacleAt(path);
  if (obstacle !== undefined) {
    throw new KantorError(
      'export/out',
      `${path} is ${obstacle}, and no file is written in its place; choose another --out.`,
    );
  }
  requireFolderFor(path);
}

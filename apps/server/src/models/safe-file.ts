/** Reads files of the model folder and nothing else: no links, no devices, nothing that leads out of it. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { KantorError } from '@kantor/tensor';

function refuse(root: string, path: string, why: string): KantorError {
  return new KantorError('server/model-file', `${relative(root, path)} ${why}`);
}

/** What tells one state of a file from another without reading it. */
export function markOf(stat: {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}): string {
  return `${stat.ino}-${stat.size}-${stat.mtimeMs}`;
}

/**
 * The bytes of a file below `root`, which is a real path.
 * @throws KantorError `server/model-file` with its path below `root` alone, and why it is refused.
 */
export async function readSafely(root: string, path: string, mostBytes: number): Promise<Uint8Array> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw refuse(root, path, 'is not there, or cannot be reached.');
  // A link anywhere on the way, in a folder or at the end, gives another real path.
  if (real !== path) throw refuse(root, path, 'is a link, or lies behind one. Copy the file itself.');
  // Without O_NONBLOCK, a pipe in the folder would be waited for.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(root, path, `cannot be opened (${cause.code ?? 'unknown'}).`);
  });
  try {
    const before = await file.stat();
    if (!before.isFile()) throw refuse(root, path, 'is no regular file.');
    if (before.nlink > 1) {
      throw refuse(root, path, 'has a second name elsewhere (a hard link). Copy the file itself.');
    }
    if (before.size > mostBytes) {
      throw refuse(root, path, `has ${before.size} bytes; at most ${mostBytes} are read (maxModelBytes).`);
    }
    const bytes = await file.readFile();
    const after = await file.stat();
    if (markOf(after) !== markOf(before)) throw refuse(root, path, 'was changed while it was read.');
    return bytes;
  } finally {
    await file.close();
  }
}

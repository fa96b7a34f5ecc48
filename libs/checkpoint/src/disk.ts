/** Writing that has reached the disk when it returns, and file system errors in plain words. */
import { open } from 'node:fs/promises';
import { KantorError, type ErrorCode } from '@kantor/tensor';

/** Writes a new file; when this returns, its content has reached the disk (but not yet its name: sync the folder). */
export async function writeDurably(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes names that were created, changed or removed in a folder reach the disk. Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The system's error codes that people can do something about. */
const reasons: Readonly<Record<string, [code: ErrorCode, reason: string]>> = {
  ENOSPC: ['checkpoint/disk-full', 'the disk is full. Free some space or choose a folder on another disk'],
  EDQUOT: ['checkpoint/disk-full', 'your disk quota is used up. Free some space or choose another folder'],
  EACCES: ['checkpoint/permission', 'this user may not. Change the permissions or choose another folder'],
  EPERM: ['checkpoint/permission', 'this user may not. Change the permissions or choose another folder'],
  EROFS: ['checkpoint/permission', 'the file system is read-only. Choose another folder'],
  ENOTDIR: ['checkpoint/not-a-folder', 'a part of this path is a file. Choose another folder'],
  EEXIST: ['checkpoint/not-a-folder', 'there is something else of this name. Choose another folder'],
  ENOENT: ['checkpoint/missing', 'it is not there. It may have been moved or removed meanwhile'],
};

/** @param action what failed, such as `Writing the checkpoint runs/a/checkpoints/step-000100`. */
export function diskError(cause: unknown, action: string): KantorError {
  if (cause instanceof KantorError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const [errorCode, reason] = reasons[code] ?? ['checkpoint/disk', message];
  return new KantorError(errorCode, `${action} failed: ${reason}.`, { cause });
}

/** Replaces a file in one go. */
import { existsSync, lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writingTo } from './writing-to.js';

function removeFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(path);
}

/**
 * Replaces a file as a whole: a reader never sees half of it, and where writing fails it stays as it was. Of a link, the
 * file that it leads to is replaced.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const place = existsSync(path) ? realpathSync(path) : path;
  const temporary = `${place}.tmp`;
  writingTo(path, () => {
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, place);
    } finally {
      removeFile(temporary);
    }
  });
}

/** Replaces a file in one go. */
import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file as a whole: a reader never sees half of it. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Errors of the operating system in words that say what to do. */

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space and run the command again; what was written before is whole.',
  EDQUOT: 'The quota of the disk is used up. Free some space and run the command again.',
  EACCES: 'Permission denied. Choose a folder that you may write to, or change its permissions.',
  EPERM: 'Permission denied. Choose a folder that you may write to, or change its permissions.',
  EROFS: 'The disk is read-only. Choose another folder.',
  ENOTDIR: 'A part of the path is a file, not a folder. Choose another path.',
  EISDIR: 'A file was expected, but there is a folder. Choose another path.',
  EEXIST: 'Something else is there already. Choose another path.',
  ENOENT: 'The file or folder does not exist. Check the path.',
  EMFILE: 'Too many files are open. Close other programs, or raise the limit (ulimit -n).',
  EIO: 'The disk could not be read or written. Check it.',
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

/** What to tell people of an error of the operating system; undefined for other errors. */
export function systemMessage(error: unknown): string | undefined {
  if (!isSystemError(error)) return undefined;
  const words = advice[error.code ?? ''];
  return words === undefined ? undefined : `${error.path ?? error.syscall ?? 'The system'}: ${words}`;
}

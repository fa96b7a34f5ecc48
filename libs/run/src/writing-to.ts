/** Errors of writing, by the path that people know. */

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** Runs `write`; an error of the system then names `path`, where it named a temporary file beside it, or no file at all. */
export function writingTo(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (isSystemError(error)) error.path = path;
    throw error;
  }
}

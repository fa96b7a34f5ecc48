/** Runs work one after the other, in the order of the calls, until it is ended. */
import { createInTurn } from '@kantor/runtime';
import { KantorError } from '@kantor/tensor';

export function disposedError(): KantorError {
  return new KantorError(
    'engine/disposed',
    'The programs were disposed; load them again to run, read or write.',
  );
}

export interface Serial {
  <T>(work: () => T | Promise<T>): Promise<T>;
  /**
   * Does `last` after all work so far, and nothing after it: later work is refused with KantorError `engine/disposed`.
   * A second call changes nothing and waits for the first.
   */
  end(last: () => Promise<void>): Promise<void>;
}

export function createSerial(): Serial {
  const enqueue = createInTurn();
  let ending: Promise<void> | undefined;
  return Object.assign(
    <T>(work: () => T | Promise<T>): Promise<T> => (ending ? Promise.reject(disposedError()) : enqueue(work)),
    { end: (last: () => Promise<void>) => (ending ??= enqueue(last)) },
  );
}

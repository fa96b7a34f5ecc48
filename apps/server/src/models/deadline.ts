/** Ends a call when its time is over or when who asked is gone, whichever comes first. */
import type { KantorError } from '@kantor/tensor';
import { fault } from '../faults.js';
import { giveBack, takeController } from './controllers.js';

export function tooLate(milliseconds: number): KantorError {
  return fault('server/deadline', `There was no answer within ${milliseconds} ms.`);
}

/**
 * Runs `work` with a signal that is aborted by `signal`, and with `server/deadline` after `milliseconds`. The signal is
 * good until `work` is done.
 * @throws what `work` throws, which is the signal's reason if it heeds it.
 */
export async function withDeadline<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = takeController();
  const late = (): void => controller.abort(tooLate(milliseconds));
  const gone = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(late, milliseconds);
  signal?.addEventListener('abort', gone, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', gone);
    giveBack(controller);
  }
}

/** Errors of a sampler's life: given up by its owner, or by its workers. */
import { KantorError } from '@kantor/tensor';

export function disposedError(): KantorError {
  return new KantorError(
    'sampler/disposed',
    'The sampler was disposed; load the model again to draw samples.',
  );
}

function messageOf(cause: Error): string {
  return /[.!?]$/.test(cause.message) ? cause.message : `${cause.message}.`;
}

/** A call whose worker was lost, and the one that took its place too. */
export function lostTwice(cause: Error): KantorError {
  return new KantorError(
    'sampler/worker',
    `${messageOf(cause)} It happened again in a second worker, so these samples are not tried a third time.`,
    { cause },
  );
}

/** All workers were lost, and no other could be started. */
export function noWorker(cause: Error): KantorError {
  return new KantorError(
    'sampler/worker',
    `A worker was lost and another could not be started: ${messageOf(cause)} Load the model again.`,
    { cause },
  );
}

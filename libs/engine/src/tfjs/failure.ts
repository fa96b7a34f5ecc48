/** What TensorFlow.js throws, as errors of the port. */
import { KantorError } from '@kantor/tensor';

/** TensorFlow's and CUDA's words, those of JavaScript engines for arrays, and of WebAssembly for its memory. */
const outOfMemory =
  /\bOOM\b|out of memory|resource exhausted|failed to allocate|allocation failed|memory access out of bounds/i;

/** @param doing such as `Program 'criticStep'`. */
export function deviceFailure(doing: string, cause: unknown): KantorError {
  if (cause instanceof KantorError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (outOfMemory.test(message)) {
    return new KantorError(
      'engine/memory',
      `${doing} needs more memory than the device has: ${message} Use a smaller batch; states are as they were.`,
      { cause },
    );
  }
  return new KantorError('engine/run', `${doing} failed: ${message}`, { cause });
}

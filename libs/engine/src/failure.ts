/** What runtimes throw, as errors of the port. */
import { KantorError } from '@kantor/tensor';

/** The words of TensorFlow, of ONNX Runtime, of CUDA, of JavaScript engines for arrays, and of WebAssembly. */
const outOfMemory =
  /\bOOM\b|out of memory|resource exhausted|failed to allocate|allocation failed|bad.alloc|invalid typed array length|memory access out of bounds/i;

/** @param doing such as `Program 'criticStep'`. */
export function deviceFailure(doing: string, cause: unknown): KantorError {
  if (cause instanceof KantorError && cause.code.startsWith('engine/')) return cause;
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').trim();
  if (outOfMemory.test(message)) {
    const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
    return new KantorError(
      'engine/memory',
      `${doing} needs more memory than the device has: ${sentence} Use a smaller batch; states are as they were.`,
      { cause },
    );
  }
  return new KantorError('engine/run', `${doing} failed: ${message}`, { cause });
}

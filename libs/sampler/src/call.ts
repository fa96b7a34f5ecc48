/** One call for samples while it waits and runs: which rows were handed out, which came back, and how it ends. */
import type { LatentRows } from './latents.js';
import { onAbort } from './on-abort.js';

export interface CallRequest {
  readonly rows: number;
  readonly latents: LatentRows;
  /** The class of each row, for models that want one. */
  readonly label: ((row: number) => number) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Rows of one call that go into a batch together. Their latents are kept until they are done. */
export interface Part {
  readonly call: Call;
  readonly from: number;
  readonly rows: number;
  readonly latents: Float32Array;
  readonly classes: readonly number[] | undefined;
  /** How often a worker was lost, or a device failed, while these rows were running. */
  failures: number;
}

export interface Call {
  /** Rows that were not handed out yet. */
  readonly left: number;
  /** Whether it has ended, one way or the other: what is still running of it is not wanted. */
  readonly settled: boolean;
  /** Samples [rows, …], or why there are none. */
  readonly result: Promise<Float32Array>;
  /** Hands out the next rows. */
  take(rows: number): Part;
  /** Takes the samples of a part, which may be a view into those of several. */
  give(part: Part, samples: Float32Array): void;
  fail(error: unknown): void;
}

/** Nothing is copied unless others have a part of the buffer: whoever gets it may keep it or move it on. */
function ownArray(samples: Float32Array): Float32Array {
  return samples.byteLength === samples.buffer.byteLength ? samples : samples.slice();
}

/** A promise that the signal rejects, unless it was settled before. */
function abortable<T>(signal: AbortSignal | undefined, onSettled: () => void) {
  let settled = false;
  let resolve: (value: T) => void;
  let reject: (error: unknown) => void;
  const result = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  const end = (how: () => void): void => {
    if (settled) return;
    settled = true;
    stop();
    how();
    onSettled();
  };
  const stop = onAbort(signal, () => end(() => reject(signal?.reason)));
  return {
    result,
    settled: () => settled,
    resolve: (value: T) => end(() => resolve(value)),
    reject: (error: unknown) => end(() => reject(error)),
  };
}

/**
 * @param sampleSize numbers in one sample.
 * @param onSettled told when the call has ended.
 */
export function createCall(request: CallRequest, sampleSize: number, onSettled: () => void): Call {
  const { rows, latents, label, signal } = request;
  const { result, settled, resolve, reject } = abortable<Float32Array>(signal, onSettled);
  let [taken, done] = [0, 0];
  let data: Float32Array | undefined;
  const call: Call = {
    result,
    get left() {
      return settled() ? 0 : rows - taken;
    },
    get settled() {
      return settled();
    },
    take(count) {
      const from = taken;
      taken += count;
      const classes = label && Array.from({ length: count }, (_, row) => label(from + row));
      return { call, from, rows: count, latents: latents.next(count), classes, failures: 0 };
    },
    give(part, samples) {
      if (settled()) return;
      if (part.rows === rows) data = ownArray(samples);
      else (data ??= new Float32Array(rows * sampleSize)).set(samples, part.from * sampleSize);
      done += part.rows;
      if (done === rows && data) resolve(data);
    },
    fail: reject,
  };
  return call;
}

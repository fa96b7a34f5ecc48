/** One call for samples while it waits and runs: which rows were handed out, which came back, and how it ends. */
import type { LatentRows, LatentSource } from './latents.js';
import { onAbort } from './on-abort.js';
import { timingOf, type BatchRun, type Timing } from './timing.js';

/** Calls that come one after the other from the same caller, and have one share of the workers together. */
export interface Flow {
  /** When the last of them would be done; who brings calls in order writes it. */
  finish: number;
}

export interface CallRequest {
  readonly rows: number;
  readonly latents: LatentRows;
  /** The class of each row, for models that want one. */
  readonly label: ((row: number) => number) | undefined;
  /** From 1, which goes first, to 9. */
  readonly priority: number;
  /** What it is one of; undefined for a call by itself. */
  readonly flow?: Flow | undefined;
  /** Where the samples are to be written; an array of their own if left out. */
  readonly into: Float32Array | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface Answer {
  /** [rows, …] */
  readonly samples: Float32Array;
  readonly timing: Timing;
}

/** Rows of one call that go into a batch together. */
export interface Part {
  readonly call: Call;
  readonly from: number;
  readonly rows: number;
  readonly latents: LatentSource;
  readonly classes: readonly number[] | undefined;
  /** How often a worker was lost, or a device failed, while these rows were running. */
  failures: number;
}

/** Its state is asked for by methods: a getter would give each call a hidden class of its own, which is slow and lives long. */
export interface Call {
  readonly priority: number;
  readonly flow: Flow | undefined;
  /** When it came, in milliseconds. */
  readonly arrived: number;
  /** Rows that were not handed out yet. */
  left(): number;
  /** Whether it has ended, one way or the other: what is still running of it is not wanted. */
  settled(): boolean;
  /** Its samples, or why there are none. */
  readonly result: Promise<Answer>;
  /** Hands out the next rows. */
  take(rows: number): Part;
  /**
   * Takes the samples of a part, which may be a view into those of several.
   * @param lent whether the memory that they lie in is used again afterwards.
   * @returns whether the call keeps that memory.
   */
  give(part: Part, samples: Float32Array, lent: boolean, run: BatchRun): boolean;
  fail(error: unknown): void;
}

/** Nothing is copied unless others have a part of the buffer: whoever gets it may keep it or move it on. */
function ownArray(samples: Float32Array, lent: boolean): Float32Array {
  return !lent && samples.byteLength === samples.buffer.byteLength ? samples : samples.slice();
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

export interface CallOptions {
  /** Numbers in one sample. */
  readonly sampleSize: number;
  /** When the call came, in milliseconds. */
  readonly arrived: number;
  /** Told when the call has ended. */
  readonly onSettled: () => void;
}

export function createCall(
  { rows, latents, label, priority, flow, into, signal }: CallRequest,
  { sampleSize, arrived, onSettled }: CallOptions,
): Call {
  const { result, settled, resolve, reject } = abortable<Answer>(signal, onSettled);
  const runs: BatchRun[] = [];
  let [taken, done] = [0, 0];
  let data = into?.subarray(0, rows * sampleSize);
  const call: Call = {
    priority,
    flow,
    arrived,
    result,
    left: () => (settled() ? 0 : rows - taken),
    settled,
    take(count) {
      const from = taken;
      taken += count;
      const classes = label && Array.from({ length: count }, (_, row) => label(from + row));
      return { call, from, rows: count, latents: latents.slice(from, count), classes, failures: 0 };
    },
    give(part, samples, lent, run) {
      if (settled()) return false;
      if (part.rows === rows && !into) data = ownArray(samples, lent);
      else (data ??= new Float32Array(rows * sampleSize)).set(samples, part.from * sampleSize);
      done += part.rows;
      runs.push(run);
      if (done === rows && data) resolve({ samples: data, timing: timingOf(arrived, runs) });
      return data === samples;
    },
    fail: reject,
  };
  return call;
}

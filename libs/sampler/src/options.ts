/** What callers say: when they load a model, and when they ask for samples. */
import type { Device } from '@kantor/runtime';
import type { FloatTensor } from '@kantor/tensor';
import type { Labels } from './labels.js';
import type { WeightDType } from './dtype.js';
import type { ModelHints } from './model-info.js';
import type { WorkerEvent } from './worker-event.js';

export interface LoadProgress {
  /** `read`: the file is coming. `open`: it is being opened on a device. `ready`: samples can be drawn. */
  readonly stage: 'read' | 'open' | 'ready';
  /** Bytes so far. */
  readonly loaded: number;
  /** Bytes in all; undefined if the server does not say. */
  readonly total: number | undefined;
}

/** Runs of the model that were handed to a worker together. */
export interface RanBatch {
  /** Samples of a run, padding included. */
  readonly size: number;
  readonly runs: number;
  /** Samples that were wanted, of all runs. */
  readonly samples: number;
  /** What all runs took in the worker. */
  readonly milliseconds: number;
}

export interface LoadOptions extends ModelHints {
  /** A device, which must then work, or `auto`, the default: the best that works with this model. */
  readonly device?: Device | 'auto';
  /**
   * The precision of the weights. Of sources by precision it chooses one, and `auto`, the default, takes the smallest; of
   * a single source it requires that precision. Samples are float32 in any case.
   */
  readonly dtype?: WeightDType | 'auto';
  /** Threads inside one operator on a processor; by default the cores, divided by the workers. */
  readonly threads?: number;
  /**
   * Whether transposed convolutions are rewritten for the processor in Node, where ONNX Runtime is faster at others that
   * do the same; default true. Samples then differ in their last digits (1e-6) from those of the file as it stands, and
   * from those of a processor without such convolutions.
   */
  readonly blocked?: boolean;
  /**
   * Workers with the model in them, each with its own memory; default 1. On a processor several workers of one thread
   * draw more samples a second than one of several threads. A GPU has one, whatever is said here.
   */
  readonly pool?: number;
  /** Batch sizes that are run; what is left of one is padding. Default 1, 4, 16, 64. `[1]` turns batching off. */
  readonly buckets?: readonly number[];
  /**
   * Batch sizes that are run once with zeros before the model is ready. `smallest`, the default: one, and the others
   * are warm after their first use. `all`: for a server, whose first caller should not wait.
   */
  readonly warmUp?: 'smallest' | 'all';
  /**
   * Milliseconds that a batch smaller than the largest may wait for company, counted from the arrival of the oldest call
   * in it; default 0. A full batch goes at once.
   */
  readonly maxDelay?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Told when a worker is lost, when another has taken its place, and when none can. */
  readonly onWorker?: (event: WorkerEvent) => void;
  /** Told of each batch that a worker ran, warming up left out. */
  readonly onBatch?: (batch: RanBatch) => void;
  /** Gives the loading up; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface DrawOptions {
  /**
   * Multiplies the latents; above 0, at most 1. Default 1, which changes nothing. Less gives samples that are more
   * typical and less varied.
   */
  readonly truncation?: number | undefined;
  /** For a model that wants to be told classes: one for all samples, or a list with one for each. */
  readonly labels?: Labels | undefined;
  /** From 1 to 9, default 5: of calls that wait, those with a lower number go first; equals share. */
  readonly priority?: number | undefined;
  /**
   * Takes the call back; it then rejects with the signal's reason. What a worker was not handed yet never runs: a worker
   * has one batch, and a second one if a batch takes it no more than 20 ms; batches of a millisecond or two are handed
   * over a few at a time.
   */
  readonly signal?: AbortSignal | undefined;
}

export interface SampleOptions extends DrawOptions {
  /** Whole number from 0 to 2^53 − 1; default 1. Sample i depends on the seed and on i alone. */
  readonly seed?: number | undefined;
  /** How many; default 1, or as many as there are latents. */
  readonly count?: number | undefined;
  /** Latents [N, Z], row by row, instead of a seed; the count is N, and may be left out. They are copied. */
  readonly latents?: FloatTensor | Float32Array | undefined;
  /**
   * Where the samples are written: the batch's `data` is then its beginning, and nothing is allocated for it. It must
   * be left alone until the call has ended.
   */
  readonly into?: Float32Array | undefined;
}

export interface SamplesOptions extends DrawOptions {
  /** Whole number from 0 to 2^53 − 1; default 1. */
  readonly seed?: number | undefined;
  /** How many in all; without end if left out. */
  readonly count?: number | undefined;
  /** How many at a time; by default the largest batch size. */
  readonly batch?: number | undefined;
}

export type InterpolateOptions = DrawOptions;

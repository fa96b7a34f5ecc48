/// <reference lib="esnext.disposable" preserve="true" />
/** A model that samples are drawn from: what users hold. `@kantor/sampler/node` loads one in Node. */
import type { Device, DeviceReport, Placement } from '@kantor/runtime';
import type { FloatTensor } from '@kantor/tensor';
import type { Interpolation } from './between.js';
import type { ImageBatch } from './image-batch.js';
import type { ModelInfo } from './model-info.js';
import type { InterpolateOptions, SampleOptions, SamplesOptions } from './options.js';
import type { PixelData } from './rgba.js';
import type { Isolation } from './worker-handle.js';

/** Where the model runs, why there, and what it has done so far. */
export interface SamplerReport {
  readonly device: Device;
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  /** Channels in a block, where the model was rewritten for this processor's blocked convolutions; else undefined. */
  readonly blockSize: number | undefined;
  /** One report for each device that was tried, in order, with why not; the chosen one last. */
  readonly tried: readonly DeviceReport[];
  /** Places for workers: the size of the pool. */
  readonly workers: number;
  /** Workers that have the model open now. The others are being replaced, or could not be. */
  readonly open: number;
  /** Places whose worker was lost and could not be replaced. */
  readonly dead: number;
  /** Workers that were lost and replaced. */
  readonly replaced: number;
  readonly isolation: Isolation;
  /** Of the workers that are there now, by their places; undefined for threads. */
  readonly pids: readonly number[] | undefined;
  /** Samples that are wanted and not there yet. */
  readonly rows: {
    /** Of calls that wait. */
    readonly waiting: number;
    /** In batches that workers were handed. */
    readonly running: number;
  };
  /** Threads inside one operator; undefined where the runtime decides. */
  readonly threads: number | undefined;
  readonly ran: {
    /** Samples drawn. */
    readonly samples: number;
    /** Rows that were run to fill batches up, and thrown away. */
    readonly padding: number;
    /** Batches run by their size. */
    readonly batches: Readonly<Record<number, number>>;
  };
}

/**
 * Calls may overlap: they share batches fairly, and none blocks this thread. Samples are the same to the bit for the
 * same file, seed and kind of device. Owned by who loaded it, who disposes it.
 * @typeParam Pixels what `toImageData` of a batch gives: `ImageData` in a browser.
 */
export interface Sampler<Pixels = PixelData> {
  readonly info: ModelInfo;
  /** Where the model runs. */
  readonly device: Device;
  report(): SamplerReport;
  /**
   * How many nodes of each operator run on which of ONNX Runtime's providers, such as `{ ConvTranspose: { webgpu: 2 } }`;
   * undefined where the runtime does not tell, as in browsers. It opens the model a second time for one run, during
   * which a worker draws no samples.
   */
  operators(): Promise<Placement | undefined>;
  /**
   * The latents that a seed stands for: [count, Z], the same bits everywhere.
   * @throws KantorError `tensor/seed`, `sampler/count`
   */
  latents(seed: number, count: number): FloatTensor;
  /**
   * Draws samples: [N, C, H, W], or [N, 2] for points.
   * @throws KantorError `sampler/count`, `tensor/seed`, `sampler/truncation`, `sampler/latents`, `sampler/labels`,
   *   `sampler/priority`, `sampler/into`, `sampler/options` for what cannot be asked; `sampler/worker` if workers are lost
   *   again and again; `sampler/disposed`; `runtime/run` if the device fails. The signal's reason if it is aborted.
   */
  sample(options?: SampleOptions): Promise<ImageBatch<Pixels>>;
  /**
   * Draws many samples, a batch at a time: the same as those of `sample`. It works a few batches ahead of who reads,
   * and no further.
   */
  samples(options?: SamplesOptions): AsyncGenerator<ImageBatch<Pixels>, void, undefined>;
  /**
   * Samples on the way from the first sample of one seed to that of another, both included.
   * @param steps how many in all, at least 2.
   * @param mode `slerp`, the default for normal latents, or `lerp`, that for uniform ones.
   */
  interpolate(
    seedA: number,
    seedB: number,
    steps: number,
    mode?: Interpolation,
    options?: InterpolateOptions,
  ): Promise<ImageBatch<Pixels>>;
  /** Ends the workers. Calls that are not done, and later ones, reject with KantorError `sampler/disposed`. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

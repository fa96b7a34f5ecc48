/** What a sampler and the worker that runs its model say to each other. */
import type { Device, DeviceReport } from '@kantor/runtime';
import type { HostTensor } from '@kantor/tensor';
import type { LatentOrder } from './latent-order.js';
import type { LatentInfo } from './model-info.js';
import type { Ports } from './ports.js';

export interface OpenRequest {
  /** The file. It is copied on its way: the sampler keeps it for a worker that takes this one's place. */
  readonly model: Uint8Array;
  readonly device: Device | 'auto';
  readonly threads: number | undefined;
  /** Whether the model may be rewritten for this processor, where that is faster. */
  readonly blocked: boolean;
  readonly ports: Ports;
  /** For batches that say what their latents are drawn from. */
  readonly latent: LatentInfo;
  /** Batch sizes to run once with zeros before anything is asked. */
  readonly warm: readonly number[];
}

export interface Opened {
  readonly device: Device;
  /** One report for each device that was tried, in order, the chosen one last. */
  readonly tried: readonly DeviceReport[];
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly runtime: string;
  /** Channels in a block, where the model was rewritten for this processor's blocked convolutions. */
  readonly blockSize: number | undefined;
}

/** What a batch comes to. */
export interface Ran {
  /** [rows, …] */
  readonly samples: Float32Array;
  /** Whether they lie in memory that the next batch may overwrite once this one's rows were given out. */
  readonly lent?: boolean;
  /** How long it took in the worker, from its turn to its samples. */
  readonly milliseconds: number;
}

/** Rows that a worker is handed at once. */
export interface Batch {
  /** [runs · bucket, Z], or what the rows are drawn from. */
  readonly latents: Float32Array | LatentOrder;
  /** [runs · bucket, …] */
  readonly labels: HostTensor | undefined;
  /** The size that the model is run with. */
  readonly bucket: number;
  /** How often it is run, for rows one after the other. */
  readonly runs: number;
  /** Rows that are wanted back; those after them are padding. */
  readonly rows: number;
}

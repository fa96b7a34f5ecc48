/** What the protocols ask of the models: tensors in, tensors out. REST, gRPC and pages all speak to this port. */
import type { HostTensor } from '@kantor/tensor';

/** Names of the Open Inference Protocol for the types that models here take and give. */
export type Datatype = 'FP32' | 'INT32' | 'INT64';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: HostTensor;
}

export interface PortMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  /** −1 where the size is free: the batch. */
  readonly shape: readonly number[];
}

/** How requests are put together, and by how many; for clients that tune themselves. */
export interface Batching {
  /** Rows of the largest batch. */
  readonly most: number;
  /** Sizes that batches are padded to, rising. */
  readonly buckets: readonly number[];
  /** Milliseconds that a request waits for others at most. */
  readonly delay: number;
}

export interface ModelMetadata {
  readonly name: string;
  /** Those that are served, rising. */
  readonly versions: readonly string[];
  /** The one that these ports belong to. */
  readonly version: string;
  readonly inputs: readonly PortMetadata[];
  readonly outputs: readonly PortMetadata[];
  readonly batching?: Batching | undefined;
  readonly instances?: { readonly count: number; readonly kind: 'cpu' | 'gpu' } | undefined;
}

export interface Inference {
  readonly model: string;
  /** The newest if left out. */
  readonly version?: string | undefined;
  readonly inputs: readonly NamedTensor[];
  /** 1, the most urgent, to 9; undefined stands for 5. */
  readonly priority?: number | undefined;
  /** Milliseconds that the call may take in all; what has not begun by then never runs. */
  readonly timeout?: number | undefined;
  /** Takes the call back: the client is gone. */
  readonly signal?: AbortSignal | undefined;
}

/** Where an answer's time went, in milliseconds, and the batch sizes that it was computed in. */
export interface Timing {
  readonly queue: number;
  readonly compute: number;
  readonly buckets: readonly number[];
}

export interface Inferred {
  readonly model: string;
  readonly version: string;
  /** SHA-256 of the model file in hex digits. */
  readonly hash: string;
  readonly outputs: readonly NamedTensor[];
  readonly timing: Timing;
}

/** How often something happened, and the milliseconds that it took in all. */
export interface Tally {
  readonly count: number;
  readonly total: number;
}

/** What a version of a model has done since the server began. */
export interface ModelStatistics {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970; 0 if it never ran. */
  readonly lastInference: number;
  /** Rows that were computed, padding not counted. */
  readonly rows: number;
  /** Runs of the model: fewer than requests where batches were put together. */
  readonly runs: number;
  /** Requests, from their arrival to their answer. */
  readonly success: Tally;
  readonly fail: Tally;
  readonly queue: Tally;
  readonly compute: Tally;
  /** Runs by the size of their batch. */
  readonly batches: readonly { readonly size: number; readonly compute: Tally }[];
}

export interface InferencePort {
  /** Whether requests may be sent here: false from the first SIGTERM on, and while a required model is not there. */
  ready(): boolean;
  /** @throws KantorError `server/not-found` */
  modelReady(model: string, version?: string): boolean;
  /** @throws KantorError `server/not-found`, `server/not-ready` */
  metadata(model: string, version?: string): ModelMetadata;
  /**
   * @throws KantorError `server/not-found`, `server/not-ready`, `server/tensor`, `server/queue-full`,
   *   `server/deadline`, `server/worker-lost`, `server/model-failed`; the signal's reason if it is aborted.
   */
  infer(inference: Inference): Promise<Inferred>;
  /**
   * Of one model, or of all; of one version, or of each.
   * @throws KantorError `server/not-found`
   */
  statistics?(model?: string, version?: string): readonly ModelStatistics[];
}

export interface RepositoryEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'UNAVAILABLE' | 'LOADING' | 'UNLOADING';
  /** Why it is not ready, or why a newer file did not take its place; empty if there is nothing to say. */
  readonly reason: string;
}

export interface RepositoryPort {
  index(ready: boolean): readonly RepositoryEntry[];
  /** @throws KantorError `server/forbidden` where callers may not do this, `server/not-found`, `server/request` */
  load(model: string): Promise<void>;
  unload(model: string): Promise<void>;
}

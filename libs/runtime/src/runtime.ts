/** The port to ONNX Runtime: what a session is, on which device. `./node` implements it for Node, `./web` for browsers. */
import type { TensorMap } from '@kantor/tensor';

export const devices = ['cuda', 'webgpu', 'cpu', 'wasm'] as const;
export type Device = (typeof devices)[number];

/** Threads that people may ask for. Ten thousand are gigabytes of stacks, and then the end of the process. */
export const mostThreads = 256;

export interface SessionOptions {
  readonly device: Device;
  /** Threads inside one operator. If left out: all cores on `cpu`, and on `wasm` what its runtime was given. */
  readonly threads?: number;
  /**
   * Microseconds that an idle thread of the `cpu` device waits in a loop before it sleeps; 0: it sleeps at once. Default
   * 50: the gaps inside a step are that short, so on free cores this is as fast as waiting for ever, which is ONNX
   * Runtime's own default, and on busy ones faster, since a waiting thread takes the core from whoever has work.
   * docs/performance.md has the figures. Results are the same.
   */
  readonly spinMicroseconds?: number;
  /** File name prefix for the runtime's own profile of each operator, as JSON, in Node; none if left out. */
  readonly profile?: string;
}

/** A loaded model. One run at a time. Owned by who opened it, who releases it. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * @param feeds a tensor for each input.
   * @param results where to write results, by name: results named here are written in place, which costs no
   *   allocation; the others come in new tensors.
   */
  run(feeds: TensorMap, results?: TensorMap): Promise<TensorMap>;
  release(): Promise<void>;
}

export interface DeviceReport {
  readonly device: Device;
  readonly available: boolean;
  /** Why not, or what was found. */
  readonly reason: string;
  /** What to do about it, where there is something to do. */
  readonly fix?: string;
}

export interface Runtime {
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly name: string;
  /** Devices that this runtime may have on some machine, best first. */
  readonly devices: readonly Device[];
  /** Tries the device with a tiny model: ONNX Runtime throws instead of falling back. */
  probe(device: Device): Promise<DeviceReport>;
  /** @throws KantorError `runtime/open` if the device or the model is refused. */
  open(model: Uint8Array, options: SessionOptions): Promise<Session>;
  /**
   * Fetches and starts what `open` will need on this device, or on the first of `auto`, before there is a model. It never
   * fails: `open` says what is wrong. Left out where there is nothing to fetch.
   */
  prepare?(device: Device | 'auto'): Promise<void>;
  /** Whether results that are written in place cost a copy more than new ones, as where the runtime has memory of its own. */
  readonly copiesResults?: boolean;
  /**
   * Which of the providers behind a device runs each operator, found by opening the model once more for one run, during
   * which nothing else should run. Left out where the runtime does not tell.
   */
  placement?(model: Uint8Array, options: SessionOptions, feeds: TensorMap): Promise<Placement>;
}

/** How many nodes of an operator each provider runs: `{ Conv: { webgpu: 3 }, Reshape: { cpu: 1 } }`. */
export type Placement = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Choice {
  readonly device: Device;
  /** One report for each device that was looked at, in order, the chosen one last. */
  readonly tried: readonly DeviceReport[];
}

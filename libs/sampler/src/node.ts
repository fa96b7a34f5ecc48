/** The sampler in Node: models run in worker threads or processes, on CUDA, WebGPU or the processor. */
import { availableParallelism } from 'node:os';
import { encodePng } from '@kantor/image';
import { formatValue, KantorError } from '@kantor/tensor';
import { chooseSource, type ByDType } from './dtype.js';
import { loadSampler } from './load.js';
import { nodeClock } from './node/clock.js';
import { nodeProcesses } from './node/start-process.js';
import { nodeWorkers } from './node/start-worker.js';
import { readSource, type Source } from './node/source.js';
import { loadRules, requireOptions } from './option-rules.js';
import type { LoadOptions } from './options.js';
import type { Platform } from './platform.js';
import type { PixelData } from './rgba.js';
import type { Sampler as AnySampler } from './sampler.js';
import type { Isolation } from './worker-handle.js';

export type Sampler = AnySampler;
export type { Source } from './node/source.js';

export interface NodeLoadOptions extends LoadOptions {
  /**
   * What each worker of the pool is: a `thread` of this process, the default, or a `process` of its own, so that native
   * code that crashes ends that process alone. Processes cost more: docs/sampling.md has figures.
   */
  readonly isolation?: Isolation;
  /** The compiled worker, or with processes their script, for bundlers that move it. */
  readonly workerUrl?: URL;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString('hex');
}

const starters = { thread: nodeWorkers, process: nodeProcesses } as const;

function nodePlatform({ isolation = 'thread', workerUrl }: NodeLoadOptions): Platform<PixelData> {
  if (!Object.hasOwn(starters, isolation)) {
    throw new KantorError(
      'sampler/isolation',
      `The isolation is ${formatValue(isolation)}; expected 'thread' or 'process'.`,
    );
  }
  return {
    startWorker: starters[isolation](workerUrl),
    isolation,
    // A worker thread is the only one at work where many samples are drawn; a process is one of many that serve calls.
    drawsThere: isolation === 'process',
    clock: nodeClock,
    sha256,
    threadsFor: (workers) => Math.max(1, Math.floor(availableParallelism() / workers)),
    encodePng: (raster) => Promise.resolve(encodePng(raster)),
    toPixels: (pixels) => pixels,
  };
}

/**
/**
 * Loads a generator in workers, from one file or the one of several that `dtype` chooses. It must be disposed; until
 * then its idle workers do not keep the program alive.
 * @throws KantorError `sampler/source` if it cannot be read; `onnx/unreadable` and other `sampler/…` if it is no
 *   generator; `runtime/device` if no device takes it, with what each said; the signal's reason if it is aborted.
 */
async function load(source: Source | ByDType<Source>, options: NodeLoadOptions = {}): Promise<Sampler> {
  requireOptions(options, loadRules);
  const platform = nodePlatform(options);
  const chosen = chooseSource(source, options.dtype);
  const bytes = await readSource(chosen.source, options);
  return loadSampler(bytes, { ...options, dtype: chosen.dtype ?? 'auto' }, platform);
}

export const Sampler = { load } as const;

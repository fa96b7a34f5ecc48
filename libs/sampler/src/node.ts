/** The sampler in Node: models run in worker threads, on CUDA, WebGPU or the processor. */
import { availableParallelism } from 'node:os';
import { encodePng } from '@kantor/image';
import { loadSampler } from './load.js';
import { nodeWorkers } from './node/start-worker.js';
import { readSource, type Source } from './node/source.js';
import type { LoadOptions } from './options.js';
import type { Platform } from './platform.js';
import type { PixelData } from './rgba.js';
import type { Sampler as AnySampler } from './sampler.js';

export type Sampler = AnySampler;
export type { Source } from './node/source.js';

export interface NodeLoadOptions extends LoadOptions {
  /** The compiled worker, for bundlers that move it. */
  readonly workerUrl?: URL;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString('hex');
}

function nodePlatform(workerUrl: URL | undefined): Platform<PixelData> {
  return {
    startWorker: nodeWorkers(workerUrl),
    sha256,
    threadsFor: (workers) => Math.max(1, Math.floor(availableParallelism() / workers)),
    encodePng: (raster) => Promise.resolve(encodePng(raster)),
    toPixels: (pixels) => pixels,
  };
}

/**
 * Loads a generator in worker threads. It must be disposed; until then its idle workers do not keep the program alive.
 * @throws KantorError `sampler/source` if it cannot be read; `onnx/unreadable` and other `sampler/…` if it is no
 *   generator; `runtime/device` if no device takes it, with what each said; the signal's reason if it is aborted.
 */
async function load(source: Source, options: NodeLoadOptions = {}): Promise<Sampler> {
  const bytes = await readSource(source, options);
  return loadSampler(bytes, options, nodePlatform(options.workerUrl));
}

export const Sampler = { load } as const;

/** Loads a generator in a page; where the runtime's files and the worker's script are, `web.ts` and others say. */
import type { Device } from '@kantor/runtime';
import { loadSampler } from '../load.js';
import type { LoadOptions } from '../options.js';
import type { Sampler } from '../sampler.js';
import { threadsFor, webPlatform } from './platform.js';
import { addressOf, ask, readGiven, type Reading, type Source } from './source.js';
import { webWorkers, type CreateWorker } from './start-worker.js';
import { readResponse } from '../response.js';

export interface WebLoadOptions extends Omit<LoadOptions, 'device'> {
  /** A device, which must then work, or `auto`, the default: `webgpu` where it works with this model, else `wasm`. */
  readonly device?: Extract<Device, 'webgpu' | 'wasm'> | 'auto';
  /** Threads of `wasm` where the page is cross-origin isolated; elsewhere there is one. By default two to four. */
  readonly threads?: number;
  /**
   * The folder with the files of `onnxruntime-web`, as a URL, also relative to the page. Default `kantor/`, where
   * `npx kantor-sampler copy-assets` puts them.
   */
  readonly assets?: string | URL;
  /** Makes a worker of this package's worker script, for bundlers that do not find it by themselves. */
  readonly worker?: CreateWorker;
}

export interface Defaults {
  readonly assets: string | URL;
  readonly worker: CreateWorker;
}

async function readSource(source: Source, reading: Reading): Promise<Uint8Array> {
  reading.signal?.throwIfAborted();
  if (typeof source !== 'string' && !(source instanceof URL)) return readGiven(source, reading);
  const address = addressOf(source);
  return readResponse(await ask(address, reading), address.href, reading);
}

export type Load = (source: Source, options?: WebLoadOptions) => Promise<Sampler<ImageData>>;

export function createLoad(defaults: Defaults): Load {
  return async (source, options = {}) => {
    const { assets = defaults.assets, worker = defaults.worker } = options;
    const bytes = await readSource(source, options);
    const threads = options.threads ?? threadsFor(options.pool ?? 1);
    const runtime = { assets: addressOf(assets).href, ...(threads === undefined ? {} : { threads }) };
    return loadSampler(bytes, options, webPlatform(webWorkers(worker, runtime)));
  };
}

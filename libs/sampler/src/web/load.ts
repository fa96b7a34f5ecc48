/** Loads a generator in a page; where the runtime's files and the worker's script are, `web.ts` and others say. */
import type { Device } from '@kantor/runtime';
import { KantorError } from '@kantor/tensor';
import { chooseSource, type ByDType } from '../dtype.js';
import { loadSampler } from '../load.js';
import { callback, flag, isText, loadRules, requireOptions, type Rule } from '../option-rules.js';
import type { LoadOptions } from '../options.js';
import type { Sampler } from '../sampler.js';
import { threadsFor, webPlatform } from './platform.js';
import { readAddress } from './read-address.js';
import { sha256 } from './sha256.js';
import { addressOf, readGiven, type Source } from './source.js';
import { startAhead } from './start-ahead.js';
import { webWorkers, type CreateWorker } from './start-worker.js';

export interface WebLoadOptions extends Omit<LoadOptions, 'device'> {
  /** A device, which must then work, or `auto`, the default: `webgpu` where it works with this model, else `wasm`. */
  readonly device?: Extract<Device, 'webgpu' | 'wasm'> | 'auto';
  /** Threads of `wasm` where the page is cross-origin isolated; elsewhere there is one. By default two to four. */
  readonly threads?: number;
  /**
   * The folder with the files of `onnxruntime-web`, as a URL, also relative to the page. Default `kantor/`, where
   * `kantor-sampler copy-assets` puts them.
   */
  readonly assets?: string | URL;
  /** Makes a worker of this package's worker script, for bundlers that do not find it by themselves. */
  readonly worker?: CreateWorker;
  /**
   * SHA-256 of the file in hex digits, such as `info.hash` was once: another file is refused, and where the browser has
   * kept this one, nobody is asked for it.
   */
  readonly hash?: string;
  /** `false`: the model is neither looked for in the browser's cache nor kept there. */
  readonly cache?: boolean;
}

export interface Defaults {
  readonly assets: string | URL;
  readonly worker: CreateWorker;
}

const webRules: readonly Rule[] = [
  ...loadRules,
  ['assets', 'an address', (value) => isText(value) || value instanceof URL],
  callback('worker'),
  ['hash', 'SHA-256 in hex digits', isText],
  flag('cache'),
];

async function requireHash(bytes: Uint8Array, hash: string | undefined): Promise<void> {
  if (hash === undefined) return;
  const came = await sha256(bytes);
  if (came === hash.toLowerCase()) return;
  throw new KantorError(
    'sampler/hash',
    `The file has the SHA-256 ${came}, expected ${hash}: it was changed, or another was meant. Leave \`hash\` out to take ` +
      'it as it is.',
  );
}

async function readSource(source: Source, options: WebLoadOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const isAddress = typeof source === 'string' || source instanceof URL;
  const bytes = isAddress ? await readAddress(addressOf(source), options) : await readGiven(source, options);
  await requireHash(bytes, options.hash);
  return bytes;
}

export type Load = (
  source: Source | ByDType<Source>,
  options?: WebLoadOptions,
) => Promise<Sampler<ImageData>>;

export function createLoad(defaults: Defaults): Load {
  return async (source, options = {}) => {
    requireOptions(options, webRules);
    const { assets = defaults.assets, worker = defaults.worker, device = 'auto' } = options;
    options.signal?.throwIfAborted();
    const chosen = chooseSource(source, options.dtype);
    const threads = options.threads ?? threadsFor(options.pool ?? 1);
    const runtime = { assets: addressOf(assets).href, device, ...(threads === undefined ? {} : { threads }) };
    const ahead = startAhead(webWorkers(worker, runtime));
    try {
      const bytes = await readSource(chosen.source, options);
      const required: LoadOptions = { ...options, dtype: chosen.dtype ?? 'auto' };
      return await loadSampler(bytes, required, webPlatform(ahead.start));
    } finally {
      ahead.giveUp();
    }
  };
}

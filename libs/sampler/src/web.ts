/** The sampler in browsers: models run in web workers, on WebGPU or WebAssembly. Importing it on a server does nothing. */
import { createLoad } from './web/load.js';
import type { Sampler as AnySampler } from './sampler.js';

export type Sampler = AnySampler<ImageData>;
export type { WebLoadOptions } from './web/load.js';
export type { Source } from './web/source.js';

/**
 * Loads a generator in a web worker, from one file or the one of several that `dtype` chooses. It must be disposed.
 * @throws KantorError `sampler/source` if it cannot be fetched whole; `onnx/unreadable` and other `sampler/…` if it is
 *   no generator; `runtime/device` if no device takes it, with what each said; the signal's reason if it is aborted.
 */
const load = createLoad({
  assets: 'kantor/',
  // In these words bundlers find the script.
  worker: () => new Worker(new URL('./web/worker.js', import.meta.url), { type: 'module' }),
});

export const Sampler = { load } as const;

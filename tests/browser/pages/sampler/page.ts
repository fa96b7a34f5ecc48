/** The page under test: the sampler of browsers and the element, where a test can reach them. */
import '@kantor/sampler/element';
import { Sampler } from '@kantor/sampler/web';

/** A worker whose GPU devices a test can reach. */
const watchedWorker = () => new Worker(new URL('./watched-worker.ts', import.meta.url), { type: 'module' });

export interface SamplerPage {
  readonly Sampler: typeof Sampler;
  readonly watchedWorker: typeof watchedWorker;
}

Object.assign(globalThis, { Sampler, watchedWorker } satisfies SamplerPage);

/** The page under test: the sampler of browsers and the element, where a test can reach them. */
import '@kantor/sampler/element';
import { Sampler } from '@kantor/sampler/web';

export interface SamplerPage {
  readonly Sampler: typeof Sampler;
}

Object.assign(globalThis, { Sampler } satisfies SamplerPage);

/** The page under test: the sampler of browsers, where a test can reach it. */
import { Sampler } from '@kantor/sampler/web';

export interface SamplerPage {
  readonly Sampler: typeof Sampler;
}

Object.assign(globalThis, { Sampler } satisfies SamplerPage);

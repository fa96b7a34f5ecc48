/** `@kantor/sampler/web` in one file, for pages without a bundler. */
import { load } from './beside.js';

export const Sampler = { load } as const;

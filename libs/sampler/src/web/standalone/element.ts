/** `@kantor/sampler/element` in one file, for pages without a bundler; it has the sampler too, which is in it anyway. */
import { defineElement } from '../element/define.js';
import { load } from './beside.js';

export const Sampler = { load } as const;

defineElement(load);

/** The element as templates write it: attributes as text or numbers, and handlers by the names of its events. */
import type { KantorSamplesProperties } from './properties.js';

/** For templates that are typed: what stands in the tag, beside what any tag may have. */
export type KantorSamplesAttributes = {
  [Name in keyof KantorSamplesProperties]?: KantorSamplesProperties[Name] | string | undefined;
};

/** Types of `<kantor-samples>` for Svelte 5; a type-only import of @kantor/sampler/svelte adds them. */
import type { KantorSamplesEventMap } from './web/element/events.js';
import type { KantorSamplesAttributes } from './web/element/jsx.js';

/** Svelte calls a handler `on` and the event's name. */
type Handlers = {
  [Name in keyof KantorSamplesEventMap as `on${Name}`]?: (event: KantorSamplesEventMap[Name]) => void;
};

export interface KantorSamplesTag extends KantorSamplesAttributes, Handlers {
  readonly id?: string;
  readonly class?: string;
  readonly style?: string;
  readonly 'aria-label'?: string;
}

// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- where the package is installed there is no error to expect
/** @ts-ignore Whoever imports this has Svelte; this package does not depend on it. */
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'kantor-samples': KantorSamplesTag;
  }
}

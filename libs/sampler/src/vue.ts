/** Types of `<kantor-samples>` for Vue 3 templates; a type-only import of @kantor/sampler/vue adds them. */
import type { KantorSamplesEventMap } from './web/element/events.js';
import type { KantorSamplesAttributes } from './web/element/jsx.js';

/** Vue calls a handler `on` and the event's name with a capital. */
type Handlers = {
  [Name in keyof KantorSamplesEventMap as `on${Capitalize<Name>}`]?: (
    event: KantorSamplesEventMap[Name],
  ) => void;
};

/** What Vue's tools read of a component. */
export type KantorSamplesComponent = new () => { readonly $props: KantorSamplesAttributes & Handlers };

// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- where the package is installed there is no error to expect
/** @ts-ignore Whoever imports this has Vue; this package does not depend on it. */
declare module 'vue' {
  interface GlobalComponents {
    'kantor-samples': KantorSamplesComponent;
  }
}

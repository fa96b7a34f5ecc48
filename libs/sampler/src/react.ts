/** Types of `<kantor-samples>` for React 19 and newer; a type-only import of @kantor/sampler/react adds them. */
import type { KantorSamplesElement } from './web/element/define.js';
import type { KantorSamplesEventMap } from './web/element/events.js';
import type { KantorSamplesAttributes } from './web/element/jsx.js';

/** React calls a handler `on` and the event's name. */
type Handlers = {
  [Name in keyof KantorSamplesEventMap as `on${Name}`]?: (event: KantorSamplesEventMap[Name]) => void;
};

export interface KantorSamplesProps extends KantorSamplesAttributes, Handlers {
  readonly ref?: unknown;
  readonly key?: string | number | null;
  readonly id?: string;
  readonly className?: string;
  readonly style?: object;
  readonly 'aria-label'?: string;
  readonly children?: never;
}

export type { KantorSamplesElement };

/* eslint-disable @typescript-eslint/ban-ts-comment, @typescript-eslint/no-namespace -- where the package is installed there is no error to expect, and only a namespace adds to its types */
/** @ts-ignore Whoever imports this has React; this package does not depend on it. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'kantor-samples': KantorSamplesProps;
    }
  }
}

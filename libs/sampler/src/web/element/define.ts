/** Registers `<kantor-samples>`, once, where there are custom elements. */
import type { Sampler } from '../../sampler.js';
import type { Load } from '../load.js';
import type { KantorSamplesEventMap, Tell } from './events.js';
import {
  adoptProperties,
  attributes,
  reflectAttributes,
  type KantorSamplesProperties,
} from './properties.js';
import { createShow, type Wanted } from './show.js';
import { createView } from './view.js';

type Listener<Event> = (this: KantorSamplesElement, event: Event) => unknown;

export interface KantorSamplesElement extends HTMLElement, KantorSamplesProperties {
  /** The sampler that draws, for more of its samples; the element's own, which disposes it. */
  readonly sampler: Sampler<ImageData> | undefined;
  addEventListener<Name extends keyof KantorSamplesEventMap>(
    type: Name,
    listener: Listener<KantorSamplesEventMap[Name]>,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(...args: Parameters<HTMLElement['addEventListener']>): void;
  removeEventListener<Name extends keyof KantorSamplesEventMap>(
    type: Name,
    listener: Listener<KantorSamplesEventMap[Name]>,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(...args: Parameters<HTMLElement['removeEventListener']>): void;
}

const tag = 'kantor-samples';

const steps: Readonly<Record<string, { readonly x: number; readonly y: number } | 'home'>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
  Home: 'home',
};

/** Not of a stream: a new seed is what nobody knows yet. */
const anySeed = (): string => String(crypto.getRandomValues(new Uint32Array(1))[0]);

function wantedOf(element: HTMLElement): Wanted | undefined {
  const { src, device, assets, seed, count, columns } = element as KantorSamplesElement;
  return element.isConnected && src !== '' ? { src, device, assets, seed, count, columns } : undefined;
}

/** The element's class; a function makes it, since servers have no class that it could extend. */
function createClass(load: Load) {
  return class extends HTMLElement {
    static readonly observedAttributes = attributes;
    readonly #show;
    #changed = false;

    constructor() {
      super();
      const tell: Tell = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail }));
      const view = createView(this.attachShadow({ mode: 'open', delegatesFocus: true }));
      const mayMove = () => !matchMedia('(prefers-reduced-motion: reduce)').matches;
      this.#show = createShow({ load, view, tell, mayMove });
      this.addEventListener('keydown', (event) => this.#onKey(event));
    }

    get sampler(): Sampler<ImageData> | undefined {
      return this.#show.sampler;
    }

    connectedCallback(): void {
      adoptProperties(this);
      this.#update();
    }
    disconnectedCallback(): void {
      this.#update();
    }
    attributeChangedCallback(): void {
      this.#update();
    }

    /** A little later, so that several attributes are one change, and a move within the page none. */
    #update(): void {
      if (this.#changed) return;
      this.#changed = true;
      queueMicrotask(() => {
        this.#changed = false;
        this.#show.update(wantedOf(this));
      });
    }

    #onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      const step = steps[event.key];
      if (step !== undefined) this.#show.walk(step);
      else if (event.key === 'r' || event.key === 'R') this.setAttribute('seed', anySeed());
      else return;
      event.preventDefault(); // arrows would scroll the page
    }
  };
}

/** On a server, and the second time, it does nothing. */
export function defineElement(load: Load): void {
  if (!globalThis.customElements || customElements.get(tag)) return;
  const element = createClass(load);
  reflectAttributes(element.prototype);
  customElements.define(tag, element);
}

declare global {
  interface HTMLElementTagNameMap {
    'kantor-samples': KantorSamplesElement;
  }
}

/** The attributes of `<kantor-samples>`, and the properties of the same names. */
import type { WebLoadOptions } from '../load.js';

export interface KantorSamplesProperties {
  /** The generator's address. */
  src: string;
  /** Default 1. */
  seed: number;
  /** How many images. Default 16. */
  count: number;
  /** Images side by side; by default about as many as there are rows. */
  columns: number | undefined;
  /** Default `auto`. */
  device: NonNullable<WebLoadOptions['device']>;
  /** The folder with the files of `onnxruntime-web`. */
  assets: string | undefined;
}

export const attributes = ['src', 'seed', 'count', 'columns', 'device', 'assets'] as const;

const numberOf = (text: string | null): number | undefined => (text?.trim() ? Number(text) : undefined);

/** What an attribute's text stands for; what cannot be asked, the sampler refuses. */
const readers: {
  readonly [Name in keyof KantorSamplesProperties]: (text: string | null) => KantorSamplesProperties[Name];
} = {
  src: (text) => text ?? '',
  seed: (text) => numberOf(text) ?? 1,
  count: (text) => numberOf(text) ?? 16,
  columns: numberOf,
  device: (text) => (text as KantorSamplesProperties['device'] | null) ?? 'auto',
  assets: (text) => text ?? undefined,
};

/** Gives a class properties that are its attributes. */
export function reflectAttributes(prototype: HTMLElement): void {
  for (const name of attributes) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return readers[name](this.getAttribute(name));
      },
      set(this: HTMLElement, value: string | number | null | undefined) {
        if (value == null) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
}

/** Frameworks may have set properties before the element was known; they hide those of the class. */
export function adoptProperties(element: HTMLElement): void {
  for (const name of attributes) {
    const own = Object.getOwnPropertyDescriptor(element, name);
    if (!own) continue;
    Reflect.deleteProperty(element, name);
    Reflect.set(element, name, own.value);
  }
}

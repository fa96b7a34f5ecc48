/** What a model says about its data. The names and fields are those of `data` in model.json. */
import type { Range } from './pixels.js';

export type DataSpec =
  | { readonly kind: 'mnist' | 'fashion-mnist' | 'cifar-10'; readonly range: Range }
  | {
      readonly kind: 'folder';
      /** Width and height of the samples, in pixels. */
      readonly size: number;
      /** 1 grey, 3 red-green-blue. */
      readonly channels: 1 | 3;
      readonly range: Range;
    }
  | { readonly kind: 'eight-gaussians' | 'twentyfive-gaussians' | 'swiss-roll' };

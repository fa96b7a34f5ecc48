/** What `<kantor-samples>` tells. Its events do not bubble. */
import type { ImageBatch } from '../../image-batch.js';
import type { LoadProgress } from '../../options.js';
import type { Position } from './walk.js';

export interface SamplesDetail {
  /** The images that are shown now. */
  readonly images: ImageBatch<ImageData>;
  readonly seed: number;
  /** How far the walk has gone from the latents of the seed. */
  readonly position: Position;
}

export interface ErrorDetail {
  /** Most often a KantorError, with a `code`. */
  readonly error: Error;
}

export interface KantorSamplesEventMap {
  progress: CustomEvent<LoadProgress>;
  samples: CustomEvent<SamplesDetail>;
  error: CustomEvent<ErrorDetail>;
}

/** Tells one event by its name. */
export type Tell = <Name extends keyof KantorSamplesEventMap>(
  name: Name,
  detail: KantorSamplesEventMap[Name]['detail'],
) => void;

/** How a model wants to be called: the names, types and shapes of its inputs and its output. */
import type { StaticShape } from '@kantor/tensor';

export interface Ports {
  readonly latent: {
    readonly name: string;
    /** Without the batch: [Z], or [Z, 1, 1] where a model starts from an image of one pixel. */
    readonly shape: StaticShape;
  };
  readonly labels: LabelPort | undefined;
  readonly output: {
    readonly name: string;
    /** Without the batch. */
    readonly shape: StaticShape;
  };
  /** The only batch size that the model takes; undefined if it takes any. */
  readonly batch: number | undefined;
}

/** Class numbers as whole numbers [N] or [N, 1], or as float32 rows [N, K] that are 1 at the class and 0 elsewhere. */
export interface LabelPort {
  readonly name: string;
  readonly dtype: 'int64' | 'int32' | 'float32';
  readonly shape: StaticShape;
  readonly classes: number | undefined;
}

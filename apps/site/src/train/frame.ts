/** What the page is shown of a training: numbers, points, and the critic's level sets. */
import type { Progress } from '@kantor/wgan';

export interface Frame extends Progress {
  /** The Wasserstein estimate of every generator step since the frame before. */
  readonly wasserstein: Float32Array;
  /** Mean slope of the critic where the penalty is taken; undefined without a penalty or a step. */
  readonly slope: number | undefined;
  /** Samples of the same latents each time, so that one sees them move: [{@link pointCount}, 2]. */
  readonly samples: Float32Array;
  /** Regions in which the critic is at least so high, lowest first, as SVG paths in a square of side {@link side}. */
  readonly levels: readonly string[];
}

/** Points that are shown, of the data and of the generator each. */
export const pointCount = 600;
/** The part of the plane that is shown; the toys lie within about ±1.5. */
export const extent = [-2, 2, -2, 2] as const;
/** The side of the square of the paths, x to the right and y down. */
export const side = 1000;

/**
 * Distributions on the plane, for which a person sees at a glance whether a generator found every mode. Endless: there
 * are no epochs. Constants from the toy code of WGAN-GP (arXiv 1704.00028; igul222/improved_wgan_training, gan_toy.py).
 */
import { floats, stream } from '@kantor/tensor';
import type { BatchSource } from './batch-source.js';
import type { DataSpec } from './data-spec.js';
import { cosSinOfTurns } from './turns.js';

/** The names of the toys, as a model's data has them. */
export type ToyKind = Exclude<DataSpec, { range: unknown }>['kind'];

/** The toy of that name. Its points are a pure function of the seed and the number of the batch. */
export function toySource(kind: ToyKind, seed: number): BatchSource {
  switch (kind) {
    case 'eight-gaussians':
      return eightGaussians(seed);
    case 'twentyfive-gaussians':
      return twentyFiveGaussians(seed);
    case 'swiss-roll':
      return swissRoll(seed);
  }
}

type Point = readonly [x: number, y: number];

/** Eight modes on a circle of radius 2/1.414, each of standard deviation .02/1.414; samples [2]. */
export function eightGaussians(seed: number): BatchSource {
  const d = 2 * Math.SQRT1_2;
  const centers: Point[] = [
    [2, 0],
    [d, d],
    [0, 2],
    [-d, d],
    [-2, 0],
    [-d, -d],
    [0, -2],
    [d, -d],
  ];
  return gaussians(seed, { centers, deviation: 0.02, unit: 1.414 });
}

/**
 * A 5 x 5 grid of modes, 2/2.828 apart, each of standard deviation .05/2.828; samples [2]. The authors draw 100,000
 * points once, the same number for each mode, and repeat them; here every point is new and its mode drawn.
 */
export function twentyFiveGaussians(seed: number): BatchSource {
  const steps = [-4, -2, 0, 2, 4];
  const centers = steps.flatMap((x) => steps.map((y): Point => [x, y]));
  return gaussians(seed, { centers, deviation: 0.05, unit: 2.828 });
}

/**
 * The spiral (t cos t, t sin t) with t uniform on 1.5π to 4.5π, noise of standard deviation .25, all divided by 7.5;
 * samples [2]. These are the x and z axes of scikit-learn's `make_swiss_roll(noise=0.25)`.
 */
export function swissRoll(seed: number): BatchSource {
  return points(seed, (size, index) => {
    const u = stream(seed, 'data/place', index).uniform(new Float32Array(size));
    const place = (j: number): Point => {
      const turns = 0.75 + 1.5 * u[j];
      const [cos, sin] = cosSinOfTurns(turns);
      const t = 2 * Math.PI * turns;
      return [t * cos, t * sin];
    };
    return { place, deviation: 0.25, unit: 7.5 };
  });
}

interface Mixture {
  readonly centers: readonly Point[];
  /** Of each mode, before the division by `unit`. */
  readonly deviation: number;
  /** What the authors divide by, to bring the data near unit variance. */
  readonly unit: number;
}

function gaussians(seed: number, { centers, deviation, unit }: Mixture): BatchSource {
  return points(seed, (size, index) => {
    const chosen = stream(seed, 'data/place', index).integers(new Uint32Array(size), centers.length);
    return { place: (j) => centers[chosen[j]], deviation, unit };
  });
}

/** Where the points of a batch lie before noise, and how much noise they get. */
interface Layout {
  place(j: number): Point;
  readonly deviation: number;
  readonly unit: number;
}

/** Batch k: its layout, and noise from `stream(seed, 'data', k)`; point j does not depend on the size of the batch. */
function points(seed: number, layout: (size: number, index: number) => Layout): BatchSource {
  return {
    sampleShape: [2],
    batch(index, size) {
      const { place, deviation, unit } = layout(size, index);
      const out = stream(seed, 'data', index).normal(new Float32Array(2 * size));
      for (let j = 0; j < size; j++) {
        const [x, y] = place(j);
        out[2 * j] = (x + deviation * out[2 * j]) / unit;
        out[2 * j + 1] = (y + deviation * out[2 * j + 1]) / unit;
      }
      return floats([size, 2], out); // [size, 2]
    },
  };
}

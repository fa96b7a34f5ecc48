/**
 * A walk through the latent space on two axes, from the latents of a seed. However far it goes, the latents are as likely
 * as those of any other seed: normal ones are turned, uniform ones are reflected where the cube ends.
 */
import type { FloatTensor } from '@kantor/tensor';
import type { Distribution } from '../../model-info.js';

/** Steps to the right and up from where the seed is. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export const start: Position = { x: 0, y: 0 };

/** A quarter of a turn, where nothing is left of the beginning, is twelve steps. */
const turnOfStep = Math.PI / 24;

/** A step is shown in so many pictures. */
const picturesOfStep = 4;

function closer(from: number, to: number): number {
  return from + Math.max(-1 / picturesOfStep, Math.min(1 / picturesOfStep, to - from));
}

/** Where the next picture is on the way to `goal`. */
export function towards(from: Position, goal: Position): Position {
  return { x: closer(from.x, goal.x), y: closer(from.y, goal.y) };
}

/** Into [−1, 1], as a mirror at each end does it. */
function reflect(value: number): number {
  const phase = (((value + 1) % 4) + 4) % 4;
  return (phase < 2 ? phase : 4 - phase) - 1;
}

/**
 * @param from latents [N, Z] where the walk begins.
 * @param right latents [N, Z] of another seed, and `up` of a third, that give the axes.
 */
export function latentsAt(
  { x, y }: Position,
  distribution: Distribution,
  [from, right, up]: readonly [FloatTensor, FloatTensor, FloatTensor],
): Float32Array {
  const [a, b] = [x * turnOfStep, y * turnOfStep];
  // The squares of the three weights add up to 1, so that independent normal numbers stay normal ones of variance 1.
  const [ofFrom, ofRight, ofUp] = [Math.cos(a) * Math.cos(b), Math.sin(a) * Math.cos(b), Math.sin(b)];
  return from.data.map((value, i) =>
    distribution === 'normal'
      ? ofFrom * value + ofRight * right.data[i] + ofUp * up.data[i]
      : reflect(value + a * right.data[i] + b * up.data[i]),
  );
}

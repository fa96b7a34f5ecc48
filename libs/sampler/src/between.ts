/**
 * Latents on the way from one to another, by arithmetic that is exact in IEEE 754 (+ − × ÷ √), so that every JavaScript
 * engine draws the same picture of the way.
 *
 * Spherical interpolation of latents: White, "Sampling generative networks" (arXiv 1609.04468), section 2.1, after Shoemake's of
 * quaternions: normal latents of many dimensions lie near a sphere, and a straight way leaves it.
 */
import { floats, formatValue, KantorError, type FloatTensor } from '@kantor/tensor';

/** `slerp`: along the arc. `lerp`: along the straight line. */
export type Interpolation = 'slerp' | 'lerp';

interface Turn {
  readonly cos: number;
  readonly sin: number;
}

/** The part `t`, from 0 to 1, of a turn between 0 and π: the turn is halved again and again, and t's binary digits choose. */
export function partOfTurn({ cos, sin }: Turn, t: number): Turn {
  let half: Turn = { cos, sin };
  let result: Turn = { cos: 1, sin: 0 };
  let rest = t;
  for (let digit = 0; digit <= 53 && rest > 0; digit++) {
    if (rest >= 1) {
      rest -= 1;
      result = {
        cos: result.cos * half.cos - result.sin * half.sin,
        sin: result.sin * half.cos + result.cos * half.sin,
      };
    }
    const halfCos = Math.sqrt((1 + half.cos) / 2);
    half = { cos: halfCos, sin: half.sin / (2 * halfCos) };
    rest *= 2;
  }
  return result;
}

function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** Below this sine two latents point the same way or opposite ways, and no arc joins them: a straight line does. */
const smallestSine = 1e-6;

/** How much of `a` and of `b` there is at `t`. */
function weights(turn: Turn | undefined, t: number): readonly [ofA: number, ofB: number] {
  if (!turn || turn.sin < smallestSine) return [1 - t, t];
  return [partOfTurn(turn, 1 - t).sin / turn.sin, partOfTurn(turn, t).sin / turn.sin];
}

/**
 * Evenly spaced latents from `a` to `b` [Z], both included: [steps, Z]. The first and the last are `a` and `b` to the bit.
 * @throws KantorError `sampler/steps` unless there are at least 2; `sampler/interpolation` for another word.
 */
export function between(a: Float32Array, b: Float32Array, steps: number, mode: Interpolation): FloatTensor {
  if (mode !== 'slerp' && mode !== 'lerp') {
    throw new KantorError(
      'sampler/interpolation',
      `The interpolation is ${formatValue(mode)}; expected 'slerp', along the arc, or 'lerp', along the line.`,
    );
  }
  const cos = Math.max(-1, Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))));
  const turn = mode === 'slerp' ? { cos, sin: Math.sqrt(1 - cos * cos) } : undefined;
  const data = new Float32Array(steps * a.length);
  for (let step = 0; step < steps; step++) {
    const [ofA, ofB] = weights(turn, step / (steps - 1));
    for (let i = 0; i < a.length; i++) data[step * a.length + i] = ofA * a[i] + ofB * b[i];
  }
  return floats([steps, a.length], data);
}

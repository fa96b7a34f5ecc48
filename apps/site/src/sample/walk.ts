/** A walk through the latent space: turning a latent towards two others, so that it stays as likely as it was. */

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}

function scale(a: Float32Array, factor: number): Float32Array {
  return a.map((value) => value * factor);
}

/** What of `v` is across `a`, as long as `a`. */
function across(a: Float32Array, v: Float32Array): Float32Array {
  const along = dot(a, v) / dot(a, a);
  const rest = v.map((value, i) => value - along * a[i]);
  return scale(rest, Math.sqrt(dot(a, a) / dot(rest, rest)));
}

export interface Walk {
  /**
   * The latent at a place [x, y] of the square from −1 to 1, whose middle is the start. All are as long as the start: a
   * way of length 1 turns it by a quarter, into one that has nothing to do with it.
   */
  at(x: number, y: number): Float32Array;
}

/**
 * @param start the latent in the middle, [Z].
 * @param right where x leads, and `up` where y does.
 * @param bounded whether latents are uniform on [−1, 1), which they then do not leave.
 */
export function createWalk(
  start: Float32Array,
  right: Float32Array,
  up: Float32Array,
  bounded: boolean,
): Walk {
  const u = across(start, right);
  const v = across(u, across(start, up));
  return {
    at(x, y) {
      const length = Math.hypot(x, y);
      if (length === 0) return start.slice();
      const turn = (length * Math.PI) / 2;
      const [cos, sin] = [Math.cos(turn), Math.sin(turn) / length];
      const latent = start.map((value, i) => cos * value + sin * (x * u[i] + y * v[i]));
      return bounded ? latent.map((value) => Math.max(-1, Math.min(1, value))) : latent;
    },
  };
}

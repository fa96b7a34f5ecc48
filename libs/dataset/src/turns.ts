/**
 * Sine and cosine from + − × ÷ alone, which IEEE 754 fixes to the last bit: the same numbers in every JavaScript
 * engine. `Math.sin` and `Math.cos` are not (ECMA-262 leaves them "implementation-approximated").
 */

/** [cos 2πv, sin 2πv] of an angle of `v` turns, each within 1e-15, for |v| up to a million. */
export function cosSinOfTurns(v: number): [cos: number, sin: number] {
  const quarters = Math.round(4 * v);
  const x = 2 * Math.PI * (v - quarters / 4); // |x| ≤ π/4, and the difference is exact
  const [cos, sin] = taylor(x);
  switch (((quarters % 4) + 4) % 4) {
    case 0:
      return [cos, sin];
    case 1:
      return [-sin, cos];
    case 2:
      return [-cos, -sin];
    default:
      return [sin, -cos];
  }
}

/** The two Taylor series, nested; for |x| ≤ π/4 what follows x¹⁶ is below 5e-17. */
function taylor(x: number): [cos: number, sin: number] {
  const square = x * x;
  let cos = 1;
  let sin = 1;
  for (let n = 16; n >= 2; n -= 2) {
    cos = 1 - (cos * square) / (n * (n - 1));
    sin = 1 - (sin * square) / (n * (n + 1));
  }
  return [cos, sin * x];
}

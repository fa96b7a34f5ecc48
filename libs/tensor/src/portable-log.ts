/**
 * The natural logarithm from + − × ÷ alone, which IEEE 754 fixes to the last bit: the same number in every JavaScript
 * engine. `Math.log` is not (ECMA-262 leaves it "implementation-approximated").
 */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
float[0] = 1;
/** Where a double's sign and exponent lie: word 1 on little-endian machines. */
const HIGH = words[1] === 0 ? 0 : 1;

/** ln 2 in two parts; the first has 32 bits, so that a whole number times it is exact. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const TWO_54 = 18014398509481984;

/** Within 1e-15 of the true logarithm, relatively, for every positive double. */
export function portableLog(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= TWO_54;
    exponent = -54;
  }
  // x = mantissa · 2^exponent, with the mantissa between √½ and √2, where the series below is short.
  float[0] = x;
  const high = words[HIGH];
  exponent += (high >>> 20) - 1023;
  words[HIGH] = (high & 0x000fffff) | 0x3ff00000;
  let mantissa = float[0];
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  // ln(m) = 2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1) / (m + 1), |s| < 0.1716.
  const s = (mantissa - 1) / (mantissa + 1);
  const t = s * s;
  const far = ((((t * (1 / 23) + 1 / 21) * t + 1 / 19) * t + 1 / 17) * t + 1 / 15) * t + 1 / 13;
  const series = ((((far * t + 1 / 11) * t + 1 / 9) * t + 1 / 7) * t + 1 / 5) * t + 1 / 3;
  const tail = 2 * s * t * series;
  return exponent * LN2_HIGH + (2 * s + (tail + exponent * LN2_LOW));
}

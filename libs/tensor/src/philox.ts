/**
 * Philox 4x32-10: a counter and a key give four random words, with no state between them. It only makes words; what is
 * drawn from them is in random.ts.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 3.3, table 2.
 */

/** The two multipliers, in 16-bit halves so that each partial product is an exact 32-bit number. */
const M0 = 0xd2511f53;
const M0_HIGH = M0 >>> 16;
const M0_LOW = M0 & 0xffff;
const M1 = 0xcd9e8d57;
const M1_HIGH = M1 >>> 16;
const M1_LOW = M1 & 0xffff;
/** What the key grows by in each round: the golden ratio and √3 − 1, as fractions of 2^32. */
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;

/** The counter words above the block number, and the key: what one stream keeps fixed. */
export interface PhiloxKey {
  readonly counter1: number;
  readonly counter2: number;
  readonly counter3: number;
  readonly key0: number;
  readonly key1: number;
}

/** Writes blocks `first`, `first + 1`, … of four words each to `out[start … start + 4·count − 1]`. */
export function philoxBlocks(
  key: PhiloxKey,
  first: number,
  out: Uint32Array,
  start: number,
  count: number,
): void {
  const { counter1, counter2, counter3, key0, key1 } = key;
  for (let block = 0; block < count; block++) {
    let x0 = (first + block) | 0;
    let x1 = counter1 | 0;
    let x2 = counter2 | 0;
    let x3 = counter3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < ROUNDS; round++) {
      // The high words of x0 · M0 and x2 · M1, by schoolbook multiplication in base 2^16.
      const low0 = x0 & 0xffff;
      const high0 = x0 >>> 16;
      const middle0 = (Math.imul(high0, M0_LOW) + (Math.imul(low0, M0_LOW) >>> 16)) | 0;
      const cross0 = (Math.imul(low0, M0_HIGH) + (middle0 & 0xffff)) | 0;
      const top0 = Math.imul(high0, M0_HIGH) + (middle0 >>> 16) + (cross0 >>> 16);

      const low1 = x2 & 0xffff;
      const high1 = x2 >>> 16;
      const middle1 = (Math.imul(high1, M1_LOW) + (Math.imul(low1, M1_LOW) >>> 16)) | 0;
      const cross1 = (Math.imul(low1, M1_HIGH) + (middle1 & 0xffff)) | 0;
      const top1 = Math.imul(high1, M1_HIGH) + (middle1 >>> 16) + (cross1 >>> 16);

      const bottom0 = Math.imul(x0, M0);
      const bottom1 = Math.imul(x2, M1);
      x0 = top1 ^ x1 ^ k0;
      x1 = bottom1;
      x2 = top0 ^ x3 ^ k1;
      x3 = bottom0;
      k0 = (k0 + W0) | 0;
      k1 = (k1 + W1) | 0;
    }
    const at = start + 4 * block;
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
  }
}

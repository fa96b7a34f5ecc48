/** Binary16: each of its numbers there and back, and rounding between any two of them. */
import { fromFloat16, toFloat16 } from '@kantor/tensor';
import { expect, it } from 'vitest';

const round = (value: number): number => fromFloat16(toFloat16(Float32Array.of(value)))[0];
/** All that are no NaN, by their bits. */
const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
  (bits) => (bits & 0x7fff) <= 0x7c00,
);

it('every number comes back with the same bits', () => {
  expect(toFloat16(fromFloat16(all))).toEqual(all);
});

it('numbers are in the order of their bits, each a step above the one before', () => {
  const positive = fromFloat16(all.filter((bits) => bits <= 0x7c00));
  expect(positive.every((value, i) => i === 0 || value > positive[i - 1])).toBe(true);
  expect([positive[1], positive[0x3c00], positive[0x7bff], positive[0x7c00]]).toEqual([
    2 ** -24,
    1,
    65504,
    Infinity,
  ]);
});

it('what lies between two goes to the nearer, and from the middle to the even one', () => {
  const positive = fromFloat16(all.filter((bits) => bits < 0x7c00));
  const wrong = positive.filter((high, i) => {
    const low = positive[i - 1] ?? -high; // of 0 there is none below
    const middle = (low + high) / 2; // exact in float32
    const nearly = (high - low) / 2 ** 11; // as far beside it as float32 can always tell
    const even = i % 2 === 0 ? high : low;
    return (
      i > 0 &&
      (round(middle - nearly) !== low ||
        round(middle + nearly) !== high ||
        round(middle) !== even ||
        round(-middle) !== -even)
    );
  });
  expect(wrong).toEqual(new Float32Array(0));
});

it('65520 is the first that is too large, and what is no number stays none', () => {
  expect([65519.99, 65520, -1e9].map(round)).toEqual([65504, Infinity, -Infinity]);
  expect([Infinity, -Infinity, Number.NaN, -0].map(round)).toEqual([Infinity, -Infinity, Number.NaN, -0]);
});

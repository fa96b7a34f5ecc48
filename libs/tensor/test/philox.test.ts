/** Philox 4x32-10 against the known-answer vectors of Random123 (its file kat_vectors, lines `philox4x32 10`). */
import { describe, expect, it } from 'vitest';
import { philoxBlocks } from '../src/philox.js';

function words(counter: number[], key: number[], count = 1): string[] {
  const [first, counter1, counter2, counter3] = counter;
  const out = new Uint32Array(4 * count);
  philoxBlocks({ counter1, counter2, counter3, key0: key[0], key1: key[1] }, first, out, 0, count);
  return Array.from(out, (word) => word.toString(16).padStart(8, '0'));
}

const ones = 0xffffffff;

describe('philoxBlocks', () => {
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], expected: '6627e8d5 e169c58d bc57ac4c 9b00dbd8' },
    { counter: [ones, ones, ones, ones], key: [ones, ones], expected: '408f276d 41c83b0e a20bc7c6 6d5451fd' },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      expected: 'd16cfe09 94fdcceb 5001e420 24126ea1',
    },
  ])('gives the published answer $expected', ({ counter, key, expected }) => {
    expect(words(counter, key).join(' ')).toBe(expected);
  });

  it('numbers blocks by the first counter word', () => {
    const one = words([6, 1, 2, 3], [4, 5]);
    const two = words([7, 1, 2, 3], [4, 5]);
    expect(words([6, 1, 2, 3], [4, 5], 2)).toEqual([...one, ...two]);
  });

  it('writes where it is told and nowhere else', () => {
    const out = new Uint32Array(12).fill(9);
    philoxBlocks({ counter1: 0, counter2: 0, counter3: 0, key0: 0, key1: 0 }, 0, out, 4, 1);
    expect([...out.slice(0, 4), ...out.slice(8)]).toEqual(new Array(8).fill(9));
    expect(out[4]).toBe(0x6627e8d5);
  });
});

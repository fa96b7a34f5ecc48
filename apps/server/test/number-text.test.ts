/** Numbers as JSON in pieces: together they are the text that JSON.stringify gives. */
import { sizeOf, stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { base64Text, flatText, nestedText } from '../src/number-text.js';
import { nested } from '../src/samples/numbers.js';

const numbers = (size: number) => stream(1, 'numbers').normal(new Float32Array(size));
const joined = (pieces: Iterable<string>) => [...pieces].join('');

describe('numbers as JSON', () => {
  it.each([[[1, 1]], [[3, 2]], [[70_000, 2]], [[1, 1, 2, 3]], [[5, 3, 28, 28]], [[2, 1, 1, 9000]]])(
    'are nested as JSON.stringify nests them: %j',
    (shape) => {
      const data = numbers(sizeOf(shape));
      expect(joined(nestedText(data, shape))).toBe(JSON.stringify(nested({ data, shape })));
    },
  );

  it('are written as JSON.stringify writes them', () => {
    const data = Float32Array.of(-0, 1e-45, 3.4e38, 1e21, 0.1, -12);
    expect(joined(nestedText(data, [2, 3]))).toBe(JSON.stringify(nested({ data, shape: [2, 3] })));
  });

  it('come in pieces of some thousands', () => {
    const lengths = [...nestedText(numbers(100_000), [1000, 100])].map((piece) => piece.split(',').length);
    expect(lengths.length).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBeLessThan(5000);
  });
});

describe('a flat list', () => {
  it('has all elements, each of which was checked before it was written', () => {
    const data = numbers(10_000);
    const checked: number[] = [];
    const text = joined(flatText(data, (part, from) => checked.push(from, part.length)));
    expect(text).toBe(data.join(','));
    expect(checked).toEqual([0, 4096, 4096, 4096, 8192, 1808]);
  });
});

it.each([0, 1, 2, 3, 200_000, 3 * 2 ** 16])('%i bytes as base64 are one text', (length) => {
  const bytes = Buffer.from(numbers(length / 4 + 1).buffer, 0, length);
  expect(joined(base64Text(bytes))).toBe(bytes.toString('base64'));
});

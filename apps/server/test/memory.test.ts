/** Memory that answers lend each other. */
import { expect, it } from 'vitest';
import { createMemory } from '../src/samples/memory.js';

it('is large enough, and is had again once it was given back', () => {
  const memory = createMemory();
  const lengths = [1, 784, 1024, 1025, 100_000];
  const borrowed = lengths.map(memory.borrow);
  expect(borrowed.every(({ length }, i) => length >= lengths[i])).toBe(true);
  expect(new Set(borrowed.map(({ buffer }) => buffer)).size).toBe(lengths.length);
  borrowed.forEach(memory.giveBack);
  expect(new Set(lengths.map(memory.borrow))).toEqual(new Set(borrowed));
});

it('that nobody gave back is nobody else’s', () => {
  const memory = createMemory();
  expect(memory.borrow(10)).not.toBe(memory.borrow(10));
});

it('is kept up to a bound', () => {
  const memory = createMemory(8192);
  const borrowed = [1, 2, 3].map(memory.borrow);
  borrowed.forEach(memory.giveBack);
  const again = [1, 2, 3].map(memory.borrow);
  expect(again.map((own) => borrowed.includes(own))).toEqual([true, true, false]);
});

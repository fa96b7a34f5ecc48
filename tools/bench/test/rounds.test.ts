/** Candidates take turns. */
import { expect, it } from 'vitest';
import { measureInRounds } from '../src/rounds.js';

it('gives every candidate a turn in every round, warm-up first, and starts later each round', async () => {
  const order: string[] = [];
  const candidate = (name: string) => ({ name, run: () => Promise.resolve(order.push(name)) });
  const timings = await measureInRounds([candidate('a'), candidate('b')], { rounds: 2, runsPerTurn: 1 });
  expect(order.join('')).toBe('aabb' + 'bbaa');
  expect([...timings].map(([name, times]) => [name, times.length])).toEqual([
    ['a', 2],
    ['b', 2],
  ]);
});

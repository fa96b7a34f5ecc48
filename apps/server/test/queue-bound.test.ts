/** How much of one model may wait at once: small calls in full, large ones for a part of it, and never all of it. */
import { expect, it } from 'vitest';
import { createQueueBound } from '../src/models/queue-bound.js';

const full = expect.objectContaining({ code: 'server/queue-full' });

it('takes as many images as it has places, and what leaves makes room', () => {
  const bound = createQueueBound(32, 4);
  const leave = Array.from({ length: 16 }, () => bound.enter(2));
  expect(bound).toMatchObject({ images: 32, calls: 16, fullness: 1 });
  expect(() => bound.enter(1)).toThrow(full);
  leave[3]();
  leave[3]();
  expect(bound).toMatchObject({ images: 30, calls: 15, fullness: 15 / 16 });
  bound.enter(1);
  bound.enter(1);
  expect(() => bound.enter(1)).toThrow(full);
});

it('takes a call for more than a part of it as one for that part', () => {
  const bound = createQueueBound(320, 4);
  bound.enter(60_000);
  expect(bound).toMatchObject({ images: 60_000, fullness: 20 / 320 });
});

it('keeps room for calls of one batch however many large ones there are', () => {
  const bound = createQueueBound(320, 4);
  for (let i = 0; i < 8; i++) bound.enter(1000);
  expect(() => bound.enter(5)).toThrow(/there is for requests of 4 or fewer/);
  for (let i = 0; i < 40; i++) bound.enter(4);
  expect(() => bound.enter(1)).toThrow(/no room for 1 more\.$/);
});

it('takes a call that is larger than it where nothing else is', () => {
  const bound = createQueueBound(1, 4);
  const leave = bound.enter(100);
  expect(() => bound.enter(1)).toThrow(full);
  leave();
  expect(bound.calls).toBe(0);
});

it('tells when it is empty', async () => {
  const bound = createQueueBound(32, 4);
  await bound.empty();
  const leave = [bound.enter(2), bound.enter(2)];
  let empty = false;
  const told = bound.empty().then(() => (empty = true));
  leave[0]();
  await Promise.resolve();
  expect(empty).toBe(false);
  leave[1]();
  await told;
});

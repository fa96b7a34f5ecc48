import { expect, it } from 'vitest';
import { createLoop } from '../src/train/loop.js';

/** Promises that the test resolves, in the order in which they were asked for. */
function gate<T>() {
  const waiting: ((value: T) => void)[] = [];
  return {
    waiting,
    pass: (): Promise<T> => new Promise((resolve) => waiting.push(resolve)),
    async open(value: T): Promise<void> {
      waiting.shift()?.(value);
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

it('makes the next frame while one is painted, and none ahead of that', async () => {
  const [making, painting] = [gate<number>(), gate<void>()];
  const loop = createLoop(making.pass, painting.pass);
  void loop.run();
  await making.open(1);
  expect([making.waiting.length, painting.waiting.length]).toEqual([1, 1]);
  await making.open(2);
  expect([making.waiting.length, painting.waiting.length]).toEqual([0, 1]); // waits for the paint
  await painting.open();
  expect([making.waiting.length, painting.waiting.length]).toEqual([1, 1]);
});

it('is paused when the frame in the making is shown', async () => {
  const [making, painting] = [gate<number>(), gate<void>()];
  const loop = createLoop(making.pass, painting.pass);
  void loop.run();
  let paused = false;
  const pause = loop.pause().then(() => (paused = true));
  expect(loop.running).toBe(false);
  await making.open(1);
  expect([making.waiting.length, paused]).toEqual([0, false]);
  await painting.open();
  await pause;
  expect([making.waiting.length, paused]).toEqual([0, true]);
});

it('ends with the error of a frame, and can run again', async () => {
  let good = false;
  const shown: number[] = [];
  const loop = createLoop(
    () => (good ? Promise.resolve(7) : Promise.reject(new Error('no frame'))),
    (frame) => {
      shown.push(frame);
      void loop.pause();
      return Promise.resolve();
    },
  );
  await expect(loop.run()).rejects.toThrow('no frame');
  expect(loop.running).toBe(false);
  good = true;
  await loop.run();
  expect(shown).toEqual([7]);
});

import { stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { shuffled, type Dataset } from '../src/index.js';

/** Sample i is the number i. */
function numbers(count: number): Dataset {
  return { name: 'numbers', sampleShape: [1], count, read: (indices, out) => out.set(indices) };
}

const inOrder = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The samples of batches 0 … n − 1, one after the other. */
function draw(source: ReturnType<typeof shuffled>, batches: number, size: number): number[] {
  return inOrder(batches).flatMap((k) => [...source.batch(k, size).data]);
}

describe('shuffled', () => {
  it('gives each sample once an epoch, in another order each time', () => {
    const samples = draw(shuffled(numbers(50), 1), 15, 10);
    const epochs = [samples.slice(0, 50), samples.slice(50, 100), samples.slice(100)];
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(inOrder(50));
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  it('gives the same order for every batch size, epochs crossed included', () => {
    const expected = draw(shuffled(numbers(10), 3), 60, 1);
    for (const size of [3, 4, 10, 12, 30]) {
      expect(draw(shuffled(numbers(10), 3), 60 / size, size)).toEqual(expected);
    }
  });

  it('draws sample s from the permutation of its epoch', () => {
    const epoch = (e: number) => stream(9, 'shuffle', e).permutation(7);
    expect([...shuffled(numbers(7), 9).batch(2, 5).data]).toEqual([
      ...epoch(1).slice(3),
      ...epoch(2).slice(0, 1),
    ]);
  });

  it('gives a batch that does not depend on what was asked before', () => {
    const fresh = inOrder(12).map((k) => shuffled(numbers(10), 5).batch(k, 4).data);
    const source = shuffled(numbers(10), 5);
    for (const k of [11, 0, 5, 5, 2, 10, 1]) expect(source.batch(k, 4).data).toEqual(fresh[k]);
  });

  it('goes on from batch k as if it had never stopped', () => {
    const whole = draw(shuffled(numbers(10), 5), 20, 3);
    const resumed = shuffled(numbers(10), 5);
    expect(inOrder(13).flatMap((k) => [...resumed.batch(7 + k, 3).data])).toEqual(whole.slice(21));
  });

  it('gives another order for another seed', () => {
    expect(draw(shuffled(numbers(50), 1), 1, 50)).not.toEqual(draw(shuffled(numbers(50), 2), 1, 50));
  });

  it('gives the caller a tensor of its own', () => {
    const source = shuffled(numbers(4), 0);
    const first = source.batch(0, 4);
    expect(first.shape).toEqual([4, 1]);
    first.data.fill(-1);
    expect([...source.batch(0, 4).data].sort()).toEqual([0, 1, 2, 3]);
  });

  it('refuses a dataset without samples', () => {
    expect(() => shuffled(numbers(0), 0)).toThrow(/numbers has no samples/);
  });
});

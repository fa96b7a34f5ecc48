/** Which batch sizes are run for what waits. */
import type { Device } from '@kantor/runtime';
import { describe, expect, it } from 'vitest';
import { bucketFor, chooseBuckets } from '../src/buckets.js';

const sizes = chooseBuckets(undefined, 784, undefined);

/** The batches that are run until nothing waits. */
function batches(waiting: number, device: Device, buckets = sizes): number[] {
  const ran: number[] = [];
  for (let left = waiting; left > 0;) {
    const bucket = bucketFor(left, buckets, device);
    ran.push(bucket);
    left -= Math.min(left, bucket);
  }
  return ran;
}

describe('batches', () => {
  it.each<[number, number[]]>([
    [1, [1]],
    [2, [1, 1]],
    [3, [4]],
    [5, [4, 1]],
    [12, [16]],
    [17, [16, 1]],
    [47, [16, 16, 16]], // of the last one 15
    [48, [64]],
    [64, [64]],
    [200, [64, 64, 64, 4, 4]],
  ])('of %i samples on a processor are %j', (waiting, expected) => {
    expect(batches(waiting, 'cpu')).toEqual(expected);
    expect(batches(waiting, 'wasm')).toEqual(expected);
  });

  it.each<[number, number[]]>([
    [1, [1]],
    [2, [4]],
    [5, [16]],
    [17, [64]],
    [65, [64, 1]],
  ])('of %i samples on a GPU are %j', (waiting, expected) => {
    expect(batches(waiting, 'webgpu')).toEqual(expected);
    expect(batches(waiting, 'cuda')).toEqual(expected);
  });

  it('are never more than a quarter of padding on a processor', () => {
    for (let waiting = 1; waiting < 300; waiting++) {
      const ran = batches(waiting, 'cpu').reduce((total, bucket) => total + bucket, 0);
      expect((ran - waiting) / ran, `${waiting} samples`).toBeLessThanOrEqual(0.25);
    }
  });

  it('of a size that is the only one are padded to it', () => {
    expect(batches(3, 'cpu', [8])).toEqual([8]);
    expect(batches(17, 'cpu', [8])).toEqual([8, 8, 8]);
  });
});

describe('batch sizes', () => {
  it('are powers of four, as far as their samples fit into memory', () => {
    expect(sizes).toEqual([1, 4, 16, 64]);
    expect(chooseBuckets(undefined, 3 * 1024 * 1024, undefined)).toEqual([1, 4, 16]);
    expect(chooseBuckets(undefined, 2 ** 26, undefined)).toEqual([1]);
  });

  it('are the caller’s, unless the model takes one size only', () => {
    expect(chooseBuckets([2, 100], 784, undefined)).toEqual([2, 100]);
    expect(chooseBuckets([2, 100], 784, 7)).toEqual([7]);
  });

  it.each([[[]], [[0]], [[4, 1]], [[1, 1]], [[1.5]], [[Number.NaN]], [[5000]], ['x'], [null], [8], [['1']]])(
    '%j are refused',
    (wanted) => {
      for (const fixed of [undefined, 7]) {
        expect(() => chooseBuckets(wanted as number[], 784, fixed)).toThrow(
          expect.objectContaining({
            code: 'sampler/buckets',
            message: expect.stringContaining('[1, 8, 64]'),
          }),
        );
      }
    },
  );
});

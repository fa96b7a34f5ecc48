/** Which checkpoints go and which stay. */
import { describe, expect, it } from 'vitest';
import type { ListedCheckpoint } from '@kantor/checkpoint';
import { describeState } from '../src/manifest.js';
import { superfluous } from '../src/prune.js';

/** A list, newest first, of steps with their scores; 'bad' stands for one that is not valid. */
function listed(...checkpoints: [step: number, score?: number | 'bad'][]): ListedCheckpoint[] {
  return checkpoints.map(([step, score]) => {
    const place = { step, name: `step-${step}`, path: `step-${step}` };
    if (score === 'bad') return { ...place, problem: 'altered' };
    const progress = {
      ...{ step, criticSteps: 0, dataCursor: 0, seed: 0, specHash: 'a', engine: 'a', threads: 1 },
      createdAt: '2026-11-21T10:00:00Z',
      ...(score === undefined ? {} : { score }),
    };
    return { ...place, manifest: describeState(progress, new Uint8Array(0)) };
  });
}

const steps = (keep: number, saved: number, list: ListedCheckpoint[]): number[] =>
  superfluous(list, keep, `step-${saved}`).map(({ step }) => step);

describe('superfluous', () => {
  it('is none while there are no more than are kept', () => {
    expect(steps(3, 3, listed([3], [2], [1]))).toEqual([]);
    expect(steps(3, 1, listed([1]))).toEqual([]);
  });

  it('is all but the newest', () => {
    expect(steps(3, 5, listed([5], [4], [3], [2], [1]))).toEqual([2, 1]);
    expect(steps(1, 5, listed([5], [4]))).toEqual([4]);
  });

  it('is never the one with the lowest score', () => {
    expect(steps(2, 5, listed([5, 9], [4, 8], [3, 7], [2, -6], [1, 7]))).toEqual([3, 1]);
    expect(steps(2, 5, listed([5, 1], [4, 8], [3, 7], [2, 6]))).toEqual([3, 2]);
  });

  it('of equal scores the older, and of none with a score those without', () => {
    expect(steps(1, 4, listed([4], [3, 5], [2, 5], [1]))).toEqual([2, 1]);
  });

  it('is never the one just saved, though later steps are there', () => {
    expect(steps(2, 1, listed([4], [3], [2], [1]))).toEqual([2]);
  });

  it('does not count those that are not valid, and takes them when they are old', () => {
    expect(steps(2, 5, listed([6, 'bad'], [5], [4, 'bad'], [3], [2, 'bad'], [1]))).toEqual([2, 1]);
    expect(steps(2, 5, listed([5], [4, 'bad'], [3, 'bad']))).toEqual([]);
  });
});

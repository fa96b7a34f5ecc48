import type { ModelSpec } from '@kantor/spec';
import { describe, expect, it } from 'vitest';
import { averageDecayAt, criticStepsAt, criticStepsLeft, learningRateFactor } from '../src/schedule.js';
import { pointModel } from './support/models.js';

const training = (changes: Partial<ModelSpec['training']>): ModelSpec['training'] => ({
  ...pointModel().training,
  ...changes,
});

describe('critic steps', () => {
  const warmup = { generatorSteps: 25, every: 500, criticSteps: 100 };
  const authors = training({ criticSteps: 5, criticWarmup: warmup });

  it('are the same number before every generator step without a warm-up', () => {
    const plain = training({ criticSteps: 5, criticWarmup: null });
    expect([0, 1, 24, 500].map((step) => criticStepsAt(plain, step))).toEqual([5, 5, 5, 5]);
  });

  it("are 100 at the authors' warm-up and at every 500th generator step", () => {
    const steps = [0, 24, 25, 499, 500, 501, 1000];
    expect(steps.map((step) => criticStepsAt(authors, step))).toEqual([100, 100, 5, 5, 100, 5, 100]);
  });

  it("are 5,470 in the first 600 generator steps of the authors' code", () => {
    // 25 · 100 for steps 0 … 24, 100 for step 500, and 5 for each of the other 574.
    const total = Array.from({ length: 600 }, (_, step) => criticStepsAt(authors, step));
    expect(total.reduce((a, b) => a + b)).toBe(5470);
  });
});

describe('critic steps left', () => {
  const schedules: [name: string, training: ModelSpec['training']][] = [
    ['no warm-up', training({ criticSteps: 3, criticWarmup: null })],
    [
      'a warm-up',
      training({ criticSteps: 2, criticWarmup: { generatorSteps: 5, every: 4, criticSteps: 7 } }),
    ],
    [
      'repeats alone',
      training({ criticSteps: 1, criticWarmup: { generatorSteps: 1, every: 3, criticSteps: 2 } }),
    ],
  ];

  it.each(schedules)('count down from all to none at every generator step, with %s', (_, schedule) => {
    let criticSteps = 0;
    for (let step = 0; step < 30; step++) {
      const all = criticStepsAt(schedule, step);
      for (let left = all; left > 0; left--) {
        expect(criticStepsLeft(schedule, { step, criticSteps: criticSteps++ }), `step ${step}`).toBe(left);
      }
      // With none left the step is between its critic's and its generator's part.
      expect(criticStepsLeft(schedule, { step, criticSteps })).toBe(0);
    }
  });

  it.each([-1, 4, 100])(
    'are those of a whole step where the count is not from this schedule (%i off)',
    (off) => {
      const [, schedule] = schedules[0];
      expect(criticStepsLeft(schedule, { step: 10, criticSteps: 30 + off })).toBe(3);
    },
  );
});

describe('the learning rate', () => {
  it('stays without decay', () => {
    const factors = [0, 500, 999].map((step) => learningRateFactor(training({}), step, 1000));
    expect(factors).toEqual([1, 1, 1]);
  });

  it('falls linearly from the whole at the first step towards 0 after the last', () => {
    const linear = training({ learningRateDecay: 'linear' });
    const factors = [0, 250, 999, 1000, 1200].map((step) => learningRateFactor(linear, step, 1000));
    expect(factors).toEqual([1, 0.75, 1 - 0.999, 0, 0]);
  });
});

describe('the decay of the moving average', () => {
  it('begins low, so that the random start is forgotten, and ends at the decay of the spec', () => {
    const decays = [0, 1, 10, 90, 1_000_000].map((step) => averageDecayAt(training({ ema: 0.99 }), step));
    expect(decays).toEqual([1 / 10, 2 / 11, 11 / 20, 91 / 100, 0.99]);
  });

  it('leaves next to nothing of the random start in the average of 100 steps', () => {
    const slow = training({ ema: 0.9999 });
    const share = Array.from({ length: 100 }, (_, step) => averageDecayAt(slow, step));
    expect(share.reduce((a, b) => a * b)).toBeLessThan(1e-9);
  });
});

/** What changes with the step, as pure functions of it: critic updates, learning rates, the average's decay. */
import type { ModelSpec } from '@kantor/spec';

type Training = ModelSpec['training'];

/**
 * Critic updates before generator step `step` (from 0). The authors' code of WGAN trains the critic 100 times for each
 * of the first 25 generator steps and at every 500th; the papers do not.
 */
export function criticStepsAt({ criticSteps, criticWarmup }: Training, step: number): number {
  if (!criticWarmup) return criticSteps;
  const warm = step < criticWarmup.generatorSteps || step % criticWarmup.every === 0;
  return warm ? criticWarmup.criticSteps : criticSteps;
}

/** Factor on the learning rates at generator step `step` (from 0) of `steps`. */
export function learningRateFactor({ learningRateDecay }: Training, step: number, steps: number): number {
  return learningRateDecay === 'linear' ? Math.max(0, 1 - step / steps) : 1;
}

/**
 * Decay of the generator's moving average after generator step `step` (from 0): at most the spec's, and less at first,
 * so that a short run's average is not its random start.
 */
export function averageDecayAt({ ema }: Training, step: number): number {
  return Math.min(ema, (1 + step) / (10 + step));
}

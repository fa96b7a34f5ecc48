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

/** Critic updates before and in all generator steps below `step` together. */
function criticStepsBefore({ criticSteps, criticWarmup }: Training, step: number): number {
  if (!criticWarmup) return step * criticSteps;
  const { generatorSteps, every } = criticWarmup;
  const multiples = (below: number): number => Math.ceil(below / every); // 0 is one
  const warm = step <= generatorSteps ? step : generatorSteps + multiples(step) - multiples(generatorSteps);
  return warm * criticWarmup.criticSteps + (step - warm) * criticSteps;
}

/**
 * Critic updates that are still to be done for the generator step that comes next: all of them, or fewer if the step was
 * cut short. Counts that do not come from this schedule are taken as those of a whole step.
 */
export function criticStepsLeft(
  training: Training,
  { step, criticSteps }: { readonly step: number; readonly criticSteps: number },
): number {
  const all = criticStepsAt(training, step);
  const done = criticSteps - criticStepsBefore(training, step);
  return done > 0 && done <= all ? all - done : all;
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

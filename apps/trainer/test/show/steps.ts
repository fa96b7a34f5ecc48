/** Made-up steps for the tests of what is shown. */
import type { StepMetrics } from '../../src/show/metrics.js';

export function step(n: number, more: Partial<StepMetrics> = {}): StepMetrics {
  return {
    step: n,
    criticSteps: 5 * n,
    time: n / 10,
    criticLoss: -3,
    generatorLoss: 0.5,
    criticNorm: 20,
    imagesPerSecond: 5210,
    learningRate: 1e-4,
    ...more,
  };
}

export function steps(count: number, more: (n: number) => Partial<StepMetrics> = () => ({})): StepMetrics[] {
  return Array.from({ length: count }, (_, i) => step(i + 1, more(i + 1)));
}

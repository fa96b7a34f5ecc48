/** The few numbers at the head of a report, and the warning above them when a run went wrong. */
import { formatCount, formatDuration, formatMeasure } from '../format.js';
import { medianFilter, medianWindow } from '../median.js';
import type { StepMetrics } from '../metrics.js';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly aside: string;
}

/** @param steps generator steps asked for, if known. */
export function keyFigures(metrics: readonly StepMetrics[], steps: number | undefined): Figure[] {
  const last = metrics.at(-1);
  if (!last) return [];
  const speeds = metrics.map((step) => step.imagesPerSecond);
  return [
    {
      label: 'Generator steps',
      value: formatCount(last.step),
      aside: `${steps && steps !== last.step ? `of ${formatCount(steps)}, ` : ''}${formatCount(last.criticSteps)} critic steps`,
    },
    ...estimates(metrics),
    {
      label: 'Speed',
      value: formatCount(medianFilter(speeds, 2 * speeds.length)[0]),
      aside: 'images a second (median)',
    },
    { label: 'Training time', value: formatDuration(last.time), aside: 'all sessions of the run together' },
  ];
}

/** The median-filtered end of the curve that the run is read by, and where it came from. */
function estimates(metrics: readonly StepMetrics[]): Figure[] {
  const of = (name: 'wasserstein' | 'divergence') => metrics.map((step) => step[name] ?? NaN);
  for (const [name, label] of [
    ['wasserstein', 'Wasserstein estimate'],
    ['divergence', 'Jensen–Shannon estimate'],
  ] as const) {
    const smooth = medianFilter(of(name), medianWindow(metrics.length));
    const peak = smooth.reduce(
      (best, value, i) => (value > smooth[best] || Number.isNaN(smooth[best]) ? i : best),
      0,
    );
    const now = smooth.findLast((value) => !Number.isNaN(value));
    if (now === undefined) continue;
    const aside =
      name === 'wasserstein'
        ? `from ${formatMeasure(smooth[peak])} at step ${formatCount(metrics[peak].step)}`
        : 'log 2 ≈ 0.693 is the most';
    return [{ label, value: formatMeasure(now), aside }];
  }
  return [];
}

const names = {
  criticLoss: 'the critic’s loss',
  generatorLoss: 'the generator’s loss',
  wasserstein: 'the Wasserstein estimate',
  divergence: 'the Jensen–Shannon estimate',
  penalty: 'the penalty',
  gradientNorm: 'the gradient norm',
  criticNorm: 'the size of the critic',
} as const satisfies Partial<Record<keyof StepMetrics, string>>;

/** A sentence on the first number of the run that is not finite, if there is one. */
export function troubleOf(metrics: readonly StepMetrics[]): string | undefined {
  for (const step of metrics) {
    for (const [name, words] of Object.entries(names) as [keyof typeof names, string][]) {
      const value = step[name];
      if (value === undefined || Number.isFinite(value)) continue;
      return (
        `At step ${formatCount(step.step)}, ${words} was ${value}. What comes after it cannot be trusted: go back to an ` +
        'earlier checkpoint, with a lower learning rate or a stronger constraint on the critic.'
      );
    }
  }
  return undefined;
}

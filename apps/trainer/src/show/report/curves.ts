/** Which curves a run has, and how each is to be read. It draws nothing. */
import { medianFilter, medianWindow } from '../median.js';
import type { StepMetrics } from '../metrics.js';
import { readings, type Loss } from './readings.js';
import type { SeriesData } from './page/data.js';

export interface Curve {
  /** Of the chart's element in the page. */
  readonly id: string;
  readonly title: string;
  /** How to read it: sentences, no markup. */
  readonly reading: string;
  readonly series: readonly Series[];
}

export interface Series extends Omit<SeriesData, 'values'> {
  /** One a step; NaN where the run has none. */
  readonly values: readonly number[];
}

type Name = Exclude<keyof StepMetrics, 'step' | 'criticSteps' | 'time'>;

/** The charts of a run, the one to look at first in front. */
export function curvesOf(metrics: readonly StepMetrics[], loss: Loss): Curve[] {
  const window = medianWindow(metrics.length);
  const has = (name: Name) => metrics.some((step) => step[name] !== undefined);
  const values = (name: Name) => metrics.map((step) => step[name] ?? NaN);
  const strong = (label: string, name: Name, tone: SeriesData['tone']): Series => ({
    label,
    tone,
    style: 'strong',
    values: medianFilter(values(name), window),
  });
  const faint = (label: string, name: Name, tone: SeriesData['tone']): Series => ({
    label,
    tone,
    style: 'faint',
    values: values(name),
  });
  const both = (name: Name, tone: SeriesData['tone']) => [
    faint('Each step', name, tone),
    strong(`Median of ${window}`, name, tone),
  ];
  const target = (label: string, value: number): Series => ({
    label,
    tone: 5,
    style: 'target',
    values: metrics.map(() => value),
  });

  const text = readings(loss, has('penalty'));
  const curves: Curve[] = [];
  if (has('wasserstein'))
    curves.push({ id: 'wasserstein', ...text.wasserstein, series: both('wasserstein', 1) });
  if (has('divergence')) {
    const series = [...both('divergence', 1), target('log 2', Math.LN2)];
    curves.push({ id: 'divergence', ...text.divergence, series });
  }
  const losses = [strong('Critic', 'criticLoss', 1), strong('Generator', 'generatorLoss', 2)];
  if (has('penalty')) losses.push(strong('Penalty', 'penalty', 3));
  curves.push({ id: 'losses', ...text.losses, series: losses });
  if (has('gradientNorm')) {
    const series = [...both('gradientNorm', 3), ...(has('penalty') ? [target('Target', 1)] : [])];
    curves.push({ id: 'gradient-norm', ...text.gradientNorm, series });
  }
  curves.push({
    id: 'critic-norm',
    ...text.criticNorm,
    series: [{ ...faint('Norm', 'criticNorm', 4), style: 'strong' }],
  });
  curves.push({ id: 'speed', ...text.speed, series: both('imagesPerSecond', 2) });
  if (metrics.some((step) => step.learningRate !== metrics[0].learningRate)) {
    const series: Series = { ...faint('Rate', 'learningRate', 4), style: 'strong' };
    curves.push({ id: 'learning-rate', ...text.learningRate, series: [series] });
  }
  return curves;
}

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
type Tone = SeriesData['tone'];

/** The charts of a run, the one to look at first in front. */
export function curvesOf(metrics: readonly StepMetrics[], loss: Loss): Curve[] {
  const has = (name: Name) => metrics.some((step) => step[name] !== undefined);
  const text = readings(loss, has('penalty'));
  const { plain, smooth, both, level } = seriesMaker(metrics);
  const target = has('penalty') ? [level('Target', 1)] : [];
  const penalty = has('penalty') ? [smooth('Penalty', 'penalty', 3)] : [];
  const losses = [smooth('Critic', 'criticLoss', 1), smooth('Generator', 'generatorLoss', 2), ...penalty];
  const decays = metrics.some((step) => step.learningRate !== metrics[0].learningRate);

  const curves: (Curve | false)[] = [
    has('wasserstein') && { id: 'wasserstein', ...text.wasserstein, series: both('wasserstein', 1) },
    has('divergence') && {
      id: 'divergence',
      ...text.divergence,
      series: [...both('divergence', 1), level('log 2', Math.LN2)],
    },
    { id: 'losses', ...text.losses, series: losses },
    has('gradientNorm') && {
      id: 'gradient-norm',
      ...text.gradientNorm,
      series: [...both('gradientNorm', 3), ...target],
    },
    { id: 'critic-norm', ...text.criticNorm, series: [plain('Norm', 'criticNorm', 4)] },
    { id: 'speed', ...text.speed, series: both('imagesPerSecond', 2) },
    decays && { id: 'learning-rate', ...text.learningRate, series: [plain('Rate', 'learningRate', 4)] },
  ];
  return curves.filter((curve) => curve !== false);
}

function seriesMaker(metrics: readonly StepMetrics[]) {
  const window = medianWindow(metrics.length);
  const values = (name: Name) => metrics.map((step) => step[name] ?? NaN);
  const plain = (label: string, name: Name, tone: Tone): Series => ({
    label,
    tone,
    style: 'strong',
    values: values(name),
  });
  const smooth = (label: string, name: Name, tone: Tone): Series => ({
    ...plain(label, name, tone),
    values: medianFilter(values(name), window),
  });
  const both = (name: Name, tone: Tone): Series[] => [
    { ...plain('Each step', name, tone), style: 'faint' },
    smooth(`Median of ${window}`, name, tone),
  ];
  const level = (label: string, value: number): Series => ({
    label,
    tone: 5,
    style: 'target',
    values: metrics.map(() => value),
  });
  return { plain, smooth, both, level };
}

/** One line of `metrics.jsonl`: what a training step measured, as text and back. It measures nothing itself. */
import { KantorError } from '@kantor/tensor';

/** What was measured when a generator step was done. Optional numbers are those that the objective has. */
export interface StepMetrics {
  /** Generator steps done. */
  readonly step: number;
  /** Critic steps done, the warm-up included. */
  readonly criticSteps: number;
  /** Seconds of training since the start of the run, cumulative over resumes. */
  readonly time: number;
  /** E[f(x)] − E[f(G(z))]: positive is distance. */
  readonly wasserstein?: number;
  /** Jensen–Shannon estimate of the `gan` loss, in nats, between 0 and log 2. */
  readonly divergence?: number;
  readonly criticLoss: number;
  readonly generatorLoss: number;
  readonly penalty?: number;
  /** Mean ‖∇f(x̂)‖ over the points where the penalty is taken. */
  readonly gradientNorm?: number;
  /** L2 norm of all critic parameters together. */
  readonly criticNorm: number;
  readonly imagesPerSecond: number;
  readonly learningRate: number;
}

const required = [
  'step',
  'criticSteps',
  'time',
  'criticLoss',
  'generatorLoss',
  'criticNorm',
  'imagesPerSecond',
  'learningRate',
] as const satisfies readonly (keyof StepMetrics)[];

const optional = [
  'wasserstein',
  'divergence',
  'penalty',
  'gradientNorm',
] as const satisfies readonly (keyof StepMetrics)[];

/** The numbers of a step that JSON cannot write, and how they are written instead. */
const nonFinite: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** One line of `metrics.jsonl`, without the line break. Keys have a fixed order; NaN and ±Infinity are strings. */
export function encodeMetrics(metrics: StepMetrics): string {
  const record: Record<string, number | string> = {};
  for (const name of [...required.slice(0, 3), ...optional, ...required.slice(3)]) {
    const value = metrics[name];
    if (value !== undefined) record[name] = Number.isFinite(value) ? value : String(value);
  }
  return JSON.stringify(record);
}

/**
 * The steps in a `metrics.jsonl`, in increasing order. A line that a killed process left torn is passed over, also
 * when the next process went on writing behind it. Where a resumed run did steps again, its own lines count.
 * @throws KantorError `trainer/metrics` if a whole line is not the record of a step.
 */
export function parseMetrics(text: string): StepMetrics[] {
  const steps: StepMetrics[] = [];
  text.split('\n').forEach((line, index) => {
    const record = parseLine(line);
    if (record === undefined) return;
    const metrics = toMetrics(record, index + 1);
    while (steps.length > 0 && steps[steps.length - 1].step >= metrics.step) steps.pop();
    steps.push(metrics);
  });
  return steps;
}

/** The record in a line, or the whole one behind a torn one, or undefined. Records are flat: one brace each. */
function parseLine(line: string): unknown {
  const start = line.lastIndexOf('{');
  if (start < 0) return undefined;
  try {
    return JSON.parse(line.slice(start));
  } catch {
    return undefined;
  }
}

function toMetrics(record: unknown, line: number): StepMetrics {
  const source = record as Readonly<Record<string, unknown>>;
  const metrics: Record<string, number> = {};
  for (const name of [...required, ...optional]) {
    const value = toNumber(source[name]);
    if (value !== undefined) metrics[name] = value;
    else if (source[name] !== undefined || (required as readonly string[]).includes(name)) {
      throw new KantorError(
        'trainer/metrics',
        `Line ${line} of the metrics has ${JSON.stringify(source[name]) ?? 'nothing'} as "${name}", where a number ` +
          `is expected. The file was not written by this version: move it away, or read it with the version that wrote it.`,
      );
    }
  }
  return metrics as unknown as StepMetrics;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? nonFinite[value] : undefined;
}

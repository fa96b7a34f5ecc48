/** Appends to `metrics.jsonl` and keeps what is in it at hand for the report. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { encodeMetrics, parseMetrics, type StepMetrics } from './show/metrics.js';
import { replaceFile } from '@kantor/run';

export interface MetricsFile {
  readonly metrics: readonly StepMetrics[];
  append(metrics: StepMetrics): void;
}

/** @param step steps after this one are dropped: a run that goes on from a checkpoint does them again. */
export function openMetricsFile(path: string, step: number): MetricsFile {
  const kept = existsSync(path)
    ? parseMetrics(readFileSync(path, 'utf8')).filter((entry) => entry.step <= step)
    : [];
  replaceFile(path, kept.map((entry) => `${encodeMetrics(entry)}\n`).join(''));
  return {
    metrics: kept,
    append(entry) {
      kept.push(entry);
      appendFileSync(path, `${encodeMetrics(entry)}\n`);
    },
  };
}

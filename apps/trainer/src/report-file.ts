/** Writes a run's `report.html` from its metrics and the pictures in its folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@kantor/run';
import type { StepMetrics } from './show/metrics.js';
import { renderReport } from './show/report.js';
import { sheetLimits, spread } from './show/report/choose-sheets.js';
import type { Start } from './start-run.js';

export interface ReportState {
  readonly engine: string;
  readonly threads: number;
  /** Generator steps done. */
  readonly step: number;
}

/** No more pictures are read than a report shows at the most. */
function pictures(folder: string): { step: number; png: Uint8Array }[] {
  const all = readdirSync(folder)
    .flatMap((name) => {
      const step = /^step-(\d+)\.png$/.exec(name)?.[1];
      return step === undefined ? [] : [{ name, step: Number(step) }];
    })
    .sort((a, b) => a.step - b.step);
  const chosen = spread(all, Math.min(all.length, sheetLimits.most));
  return chosen.map(({ name, step }) => ({ step, png: readFileSync(join(folder, name)) }));
}

function summary({ spec, seed, steps }: Start, { engine, threads, step }: ReportState): [string, string][] {
  const { objective, training, latent } = spec;
  const { lipschitz } = objective;
  const constraint =
    lipschitz.method === 'clip'
      ? `clip ±${lipschitz.limit}, ${lipschitz.when === 'afterStep' ? 'after' : 'before'} the step`
      : lipschitz.method === 'gradientPenalty'
        ? `gradient penalty, λ ${lipschitz.lambda}, ${lipschitz.sided}-sided`
        : 'none';
  return [
    ['Model', spec.name],
    ['Steps', `${step} of ${steps}`],
    ['Data', spec.data.kind],
    ['Loss', objective.loss],
    ['Lipschitz constraint', constraint],
    ['Critic steps a generator step', String(training.criticSteps)],
    ['Batch size', String(training.batchSize)],
    ['Latent', `${latent.size}, ${latent.distribution}`],
    ['Critic optimizer', JSON.stringify(training.criticOptimizer)],
    ['Generator optimizer', JSON.stringify(training.generatorOptimizer)],
    ['Seed', String(seed)],
    ['Engine', `${engine}, ${threads} threads`],
  ];
}

export function writeReport(start: Start, state: ReportState, metrics: readonly StepMetrics[]): void {
  const { spec, folder, steps } = start;
  const html = renderReport({
    title: spec.name,
    loss: spec.objective.loss,
    steps,
    summary: summary(start, state),
    metrics,
    sheets: pictures(folder.samples),
    finished: state.step >= steps,
    command: `npx nx run export:onnx --run=${folder.path}`,
    ...(spec.description === undefined ? {} : { note: spec.description }),
  });
  replaceFile(folder.report, html);
}

/** The steps of a training run: they keep its metrics, pictures, checkpoints and report up to date. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveCheckpoint } from '@kantor/checkpoint';
import type { StepReport, Training } from '@kantor/wgan';
import type { TrainFlags } from './flags.js';
import type { MetricsFile } from './metrics-file.js';
import { newestCheckpoint } from './newest-checkpoint.js';
import { requireFinite } from './non-finite.js';
import type { Preview } from './preview.js';
import { writeReport } from './report-file.js';
import { medianFilter } from './show/median.js';
import type { StepMetrics } from './show/metrics.js';
import type { Progress } from './show/progress.js';
import type { Start } from './start-run.js';

/** Everything that one run's steps work on. */
export interface ActiveRun {
  readonly start: Start;
  readonly training: Training;
  readonly preview: Preview;
  readonly metrics: MetricsFile;
  readonly progress: Progress;
  readonly engine: string;
  readonly threads: number;
}

const defaultEvery = 100;

/** The picture of the last step. */
export function picturePath({ start, training }: ActiveRun): string {
  return join(start.folder.samples, `step-${String(training.progress.step).padStart(6, '0')}.png`);
}

function measure(report: StepReport, seconds: number, time: number): StepMetrics {
  const { generatorNorm: _, samplesSeen, ...rest } = report;
  return { ...rest, time, imagesPerSecond: samplesSeen / seconds };
}

/** Lower is better: the median of the last Wasserstein estimates, which tracks sample quality (WGAN §4.2). */
function scoreOf({ start, metrics }: ActiveRun): { score?: number } {
  if (start.spec.objective.loss !== 'wasserstein') return {};
  const window = 25;
  const recent = metrics.metrics.slice(-window).flatMap(({ wasserstein }) => wasserstein ?? []);
  const median = recent.length < window ? undefined : medianFilter(recent, window)[Math.floor(window / 2)];
  return median === undefined ? {} : { score: Math.abs(median) };
}

export async function writeCheckpoint(run: ActiveRun): Promise<void> {
  const { start, training, engine, threads, metrics } = run;
  const { step, criticSteps } = training.progress;
  const time = metrics.metrics.at(-1)?.time ?? 0;
  await saveCheckpoint(start.folder.checkpoints, {
    step,
    criticSteps,
    dataCursor: criticSteps,
    seed: start.seed,
    specHash: start.modelHash,
    engine,
    threads,
    metrics: { time },
    ...scoreOf(run),
    tensors: await training.state(),
  });
}

async function writePicture(run: ActiveRun): Promise<void> {
  writeFileSync(picturePath(run), await run.preview.draw(run.training));
}

function reportOn({ start, training, metrics, engine, threads }: ActiveRun): void {
  writeReport(start, { engine, threads, step: training.progress.step }, metrics.metrics);
}

/** Steps until the run is done or `stopped` says so. */
export async function runSteps(run: ActiveRun, flags: TrainFlags, stopped: () => boolean): Promise<void> {
  const { start, training, metrics, progress } = run;
  const checkpointEvery = flags['checkpoint-every'] ?? defaultEvery;
  const sampleEvery = flags['sample-every'] ?? defaultEvery;
  let time = metrics.metrics.at(-1)?.time ?? 0;
  while (training.progress.step < start.steps && !stopped()) {
    const before = performance.now();
    const report = await training.step();
    const seconds = (performance.now() - before) / 1000;
    time += seconds;
    const measured = measure(report, seconds, time);
    metrics.append(measured);
    progress.update(measured);
    await requireFinite(report, training, start.folder.checkpoints);
    const { step } = training.progress;
    if (step % sampleEvery === 0) {
      await writePicture(run);
      reportOn(run);
    }
    if (step % checkpointEvery === 0) await writeCheckpoint(run);
  }
}

/** The end of a run, finished or stopped: its last checkpoint, picture and report are of its last step. */
export async function conclude(run: ActiveRun): Promise<void> {
  const { start, training } = run;
  const { step } = training.progress;
  const newest = await newestCheckpoint(start.folder.checkpoints);
  if (newest?.manifest.step !== step) await writeCheckpoint(run);
  await writePicture(run);
  reportOn(run);
}

/** One training run: opens what it needs, steps, and keeps metrics, pictures, checkpoints and report up to date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveCheckpoint } from '@kantor/checkpoint';
import { openDataset } from '@kantor/dataset/node';
import type { Engine } from '@kantor/engine';
import { createTraining, type BatchSource, type StepReport, type Training } from '@kantor/wgan';
import type { TrainFlags } from './flags.js';
import { openMetricsFile, type MetricsFile } from './metrics-file.js';
import { requireFinite } from './non-finite.js';
import { newestCheckpoint } from './newest-checkpoint.js';
import { savingWhenOutOfMemory, type RunAtRisk } from './out-of-memory.js';
import { createPreview, type Preview } from './preview.js';
import { writeReport } from './report-file.js';
import { createRunFolder, writeRunInfo } from '@kantor/run';
import { selectEngine } from './select-engine.js';
import type { StepMetrics } from './show/metrics.js';
import { medianFilter } from './show/median.js';
import { createProgress, type Progress } from './show/progress.js';
import { startRun, type Start } from './start-run.js';
import { listenForStop } from './stop-signal.js';
import { traceSteps } from './trace.js';

/** Everything that one run's steps work on. */
interface Session {
  readonly start: Start;
  readonly training: Training;
  readonly preview: Preview;
  readonly metrics: MetricsFile;
  readonly progress: Progress;
  readonly engine: string;
  readonly threads: number;
}

const defaultEvery = 100;

function stepName(step: number): string {
  return `step-${String(step).padStart(6, '0')}`;
}

function measure(report: StepReport, seconds: number, time: number): StepMetrics {
  const { generatorNorm: _, samplesSeen, ...rest } = report;
  return { ...rest, time, imagesPerSecond: samplesSeen / seconds };
}

/** Lower is better: the median of the last Wasserstein estimates, which tracks sample quality (WGAN §4.2). */
function scoreOf({ start, metrics }: Session): { score?: number } {
  if (start.spec.objective.loss !== 'wasserstein') return {};
  const window = 25;
  const recent = metrics.metrics.slice(-window).flatMap(({ wasserstein }) => wasserstein ?? []);
  const median = recent.length < window ? undefined : medianFilter(recent, window)[Math.floor(window / 2)];
  return median === undefined ? {} : { score: Math.abs(median) };
}

async function writeCheckpoint(session: Session): Promise<void> {
  const { start, training, engine, threads, metrics } = session;
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
    ...scoreOf(session),
    tensors: await training.state(),
  });
}

async function writePicture({ start, training, preview }: Session): Promise<void> {
  const path = join(start.folder.samples, `${stepName(training.progress.step)}.png`);
  writeFileSync(path, await preview.draw(training));
}

function reportOn({ start, training, metrics, engine, threads }: Session): void {
  writeReport(start, { engine, threads, step: training.progress.step }, metrics.metrics);
}

/** Steps until the run is done or `stopped` says so. */
async function runSteps(session: Session, flags: TrainFlags, stopped: () => boolean): Promise<void> {
  const { start, training, metrics, progress } = session;
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
      await writePicture(session);
      reportOn(session);
    }
    if (step % checkpointEvery === 0) await writeCheckpoint(session);
  }
}

/** The end of a run, finished or stopped: its last checkpoint, picture and report are of its last step. */
async function conclude(session: Session): Promise<void> {
  const { start, training } = session;
  const { step } = training.progress;
  const newest = await newestCheckpoint(start.folder.checkpoints);
  if (newest?.manifest.step !== step) await writeCheckpoint(session);
  await writePicture(session);
  reportOn(session);
}

function createFiles(start: Start, engine: string, threads: number): void {
  const { folder, model, spec, seed, steps, data } = start;
  if (start.isNew) {
    createRunFolder(folder);
    writeFileSync(folder.model, `${JSON.stringify(model, null, 2)}\n`);
  }
  mkdirSync(folder.samples, { recursive: true });
  writeRunInfo(folder, {
    format: 1,
    model: spec.name,
    modelHash: start.modelHash,
    seed,
    steps,
    ...(data === undefined ? {} : { data }),
    engine,
    threads,
    ...(spec.training.batchSize === model.training.batchSize ? {} : { batchSize: spec.training.batchSize }),
    createdAt: start.createdAt,
  });
}

/** What to type to go on with a run. */
function resumeCommand(path: string): string {
  return `npx nx run trainer:train --run=${path} --resume`;
}

function showProgress(start: Start): Progress {
  const { stdout, env, platform } = process;
  return createProgress({
    stream: stdout,
    isTTY: stdout.isTTY,
    // Some terminals report no width.
    columns: () => stdout.columns || 80,
    now: () => performance.now(),
    title: start.spec.name,
    steps: start.steps,
    environment: env,
    platform,
  });
}

/** Loads the model on the engine, from the checkpoint or from the start. */
function openTraining(
  { spec, seed, steps, checkpoint, folder }: Start,
  engine: Engine,
  { source, preview, trace }: { source: BatchSource; preview: Preview; trace: number | undefined },
): Promise<Training> {
  return createTraining({
    spec,
    seed,
    engine,
    source,
    steps,
    sampleBatch: preview.sampleBatch,
    scoreBatch: preview.scoreBatch,
    ...(checkpoint ? { resume: { progress: checkpoint.manifest, state: checkpoint.tensors } } : {}),
    ...(trace ? { wrap: (loaded) => traceSteps(loaded, folder.trace, trace) } : {}),
  });
}

/** Steps until the end or a signal, and leaves the run's files as of its last step. */
async function runSession(session: Session, flags: TrainFlags, say: (text: string) => void): Promise<void> {
  const { start, training, progress } = session;
  const { folder, steps } = start;
  const stop = listenForStop((signal) =>
    progress.message(`${signal}: finishing the step and writing a checkpoint. Once more to quit at once.`),
  );
  try {
    await savingWhenOutOfMemory({ ...atRisk(start), save: () => writeCheckpoint(session) }, async () => {
      await runSteps(session, flags, () => stop.requested);
      await conclude(session);
    });
    const { step } = training.progress;
    progress.finish(`Samples: ${join(folder.samples, `${stepName(step)}.png`)}\nReport:  ${folder.report}`);
    if (step < steps)
      say(`Stopped at step ${step} of ${steps}. Go on with:\n  ${resumeCommand(folder.path)}`);
  } catch (error) {
    progress.finish();
    throw error;
  } finally {
    stop.release();
    await training.dispose();
  }
}

function atRisk({ spec, folder: { path, checkpoints } }: Start): RunAtRisk {
  return { batchSize: spec.training.batchSize, path, checkpoints };
}

export async function train(flags: TrainFlags): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const start = await startRun(flags, say);
  const { folder, spec, seed, steps, checkpoint } = start;
  const from = checkpoint?.manifest.step ?? 0;
  if (!start.isNew && from >= steps) {
    say(`The run in ${folder.path} is complete: ${from} of ${steps} steps. Train further with --steps=N.`);
    return;
  }
  const source = await openDataset(spec.data, { folder: start.data, seed, onWarning: say });
  const { engine, threads, reasons } = await selectEngine(start.engine, start.threads);
  reasons.forEach(say);
  createFiles(start, engine.name, threads);

  const preview = createPreview(spec, seed, source);
  const training = await savingWhenOutOfMemory(atRisk(start), () =>
    openTraining(start, engine, { source, preview, trace: flags.trace }),
  );
  say(from > 0 ? `Going on from step ${from} in ${folder.path}` : `Training into ${folder.path}`);
  const metrics = openMetricsFile(folder.metrics, from);
  const progress = showProgress(start);
  await runSession({ start, training, preview, metrics, progress, engine: engine.name, threads }, flags, say);
}

/** `trainer:train`: opens what a run needs and begins it, or goes on with it. The steps are in active-run.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { openDataset } from '@kantor/dataset/node';
import type { Engine } from '@kantor/engine';
import { holdingNewRun, holdingRun, writeRunInfo } from '@kantor/run';
import { createTraining, type BatchSource, type Training } from '@kantor/wgan';
import type { TrainFlags } from './flags.js';
import { openMetricsFile } from './metrics-file.js';
import { savingWhenOutOfMemory, type RunAtRisk } from './out-of-memory.js';
import { createPreview, type Preview } from './preview.js';
import { resumedRun } from './resumed-run.js';
import { selectEngine, type Selected } from './select-engine.js';
import { conclude, picturePath, runSteps, writeCheckpoint, type ActiveRun } from './active-run.js';
import { createProgress, type Progress } from './show/progress.js';
import { findRunToResume, newRun, type Start } from './start-run.js';
import { listenForStop } from './stop-signal.js';
import { traceSteps } from './trace.js';

/** Tells the user. */
type Say = (text: string) => void;

function createFiles(start: Start, engine: string, threads: number): void {
  const { folder, model, spec, seed, steps, data } = start;
  if (start.isNew) writeFileSync(folder.model, `${JSON.stringify(model, null, 2)}\n`);
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
async function runToEnd(run: ActiveRun, flags: TrainFlags, say: Say): Promise<void> {
  const { start, training, progress } = run;
  const { folder, steps } = start;
  const stop = listenForStop((signal) =>
    progress.message(`${signal}: finishing the step and writing a checkpoint. Once more to quit at once.`),
  );
  try {
    await savingWhenOutOfMemory({ ...atRisk(start), save: () => writeCheckpoint(run) }, async () => {
      await runSteps(run, flags, () => stop.requested);
      await conclude(run);
    });
    const { step } = training.progress;
    progress.finish(`Samples: ${picturePath(run)}\nReport:  ${folder.report}`);
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

/** What is opened before anything is written. */
interface Opened extends Selected {
  readonly source: BatchSource;
}

async function trainWith(
  { source, engine, threads }: Opened,
  start: Start,
  flags: TrainFlags,
  say: Say,
): Promise<void> {
  const { folder, spec, seed, checkpoint } = start;
  createFiles(start, engine.name, threads);
  const preview = createPreview(spec, seed, source);
  const training = await savingWhenOutOfMemory(atRisk(start), () =>
    openTraining(start, engine, { source, preview, trace: flags.trace }),
  );
  const from = checkpoint?.manifest.step ?? 0;
  say(from > 0 ? `Going on from step ${from} in ${folder.path}` : `Training into ${folder.path}`);
  const metrics = openMetricsFile(folder.metrics, from);
  const progress = showProgress(start);
  await runToEnd({ start, training, preview, metrics, progress, engine: engine.name, threads }, flags, say);
}

function completion({ folder, steps }: Start, done: number): string {
  return done > steps
    ? `The run in ${folder.path} has done ${done} steps already, and ${steps} were asked for.`
    : `The run in ${folder.path} is complete: ${done} of ${steps} steps.`;
}

async function trainRun(start: Start, flags: TrainFlags, say: Say): Promise<void> {
  const { folder, spec, seed, steps, checkpoint } = start;
  const from = checkpoint?.manifest.step ?? 0;
  if (!start.isNew && from >= steps) {
    say(`${completion(start, from)} Train further with --steps=N, N above ${from}.`);
    return;
  }
  const source = await openDataset(spec.data, { folder: start.data, seed, onWarning: say });
  const selected = await selectEngine(start.engine, start.threads);
  selected.reasons.forEach(say);
  const work = () => trainWith({ ...selected, source }, start, flags, say);
  await (start.isNew ? holdingNewRun(folder, new Date(), work) : work());
}

/** A run that goes on is held from before it is read; a new one once it is known that it can begin. */
export async function train(flags: TrainFlags): Promise<void> {
  const say: Say = (text) => void process.stdout.write(`${text}\n`);
  const folder = findRunToResume(flags);
  if (folder === undefined) return trainRun(newRun(flags), flags, say);
  return holdingRun(folder, new Date(), async () =>
    trainRun(await resumedRun(flags, folder, say), flags, say),
  );
}

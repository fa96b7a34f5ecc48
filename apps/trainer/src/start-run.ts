/** What a training starts from: a new run, or the folder of one to go on with, which resumed-run.ts opens. */
import { basename, resolve } from 'node:path';
import { KantorError } from '@kantor/tensor';
import type { Checkpoint } from '@kantor/checkpoint';
import type { ModelSpec } from '@kantor/spec';
import type { TrainFlags } from './flags.js';
import { findModel, hasRun, modelHash, runFolder, type RunFolder } from '@kantor/run';

export interface Start {
  readonly folder: RunFolder;
  /** The model as it was found, and as it is trained: the run may have a batch size of its own. */
  readonly model: ModelSpec;
  readonly spec: ModelSpec;
  /** Of the model as it was found. */
  readonly modelHash: string;
  readonly seed: number;
  readonly steps: number;
  readonly data: string | undefined;
  /** Engine and threads as asked for, or as the run had them. */
  readonly engine: string;
  readonly threads: number | undefined;
  /** Where to go on from; undefined at the beginning. */
  readonly checkpoint: Checkpoint | undefined;
  readonly isNew: boolean;
  /** When the run began, in ISO 8601. */
  readonly createdAt: string;
}

const defaultSeed = 1;

/** A run may have a batch size of its own. */
export function withBatchSize(model: ModelSpec, batchSize = model.training.batchSize): ModelSpec {
  return { ...model, training: { ...model.training, batchSize } };
}

export function newRun(flags: TrainFlags): Start {
  if (flags.model === undefined) {
    throw new KantorError(
      'trainer/model',
      'Which model? Give --model=NAME, such as --model=mnist-wgan-gp; the models are in the folder models/.',
    );
  }
  const model = findModel(flags.model);
  return {
    folder: runFolder(flags.run ?? `runs/${model.name}`),
    model,
    spec: withBatchSize(model, flags['batch-size']),
    modelHash: modelHash(model),
    seed: flags.seed ?? defaultSeed,
    steps: flags.steps ?? model.training.steps,
    data: flags.data === undefined ? undefined : resolve(flags.data),
    engine: flags.engine,
    threads: flags.threads,
    checkpoint: undefined,
    isNew: true,
    createdAt: new Date().toISOString(),
  };
}

/** The folder that `--run` names, or the default one of the model. */
function folderOf(flags: TrainFlags): RunFolder {
  if (flags.run !== undefined) return runFolder(flags.run);
  return flags.model === undefined ? runFolder('runs') : runFolder(`runs/${findModel(flags.model).name}`);
}

/** The folder of the run that the flags go on with; undefined if they begin a new one. */
export function findRunToResume(flags: TrainFlags): RunFolder | undefined {
  if (!flags.resume) return undefined;
  const folder = folderOf(flags);
  if (hasRun(folder)) return folder;
  if (flags.model !== undefined) return undefined;
  throw new KantorError(
    'trainer/resume',
    `There is no run in ${folder.path}${basename(folder.path) === 'runs' ? '; say which with --run=DIR' : ''}. ` +
      'To start one, give --model=NAME.',
  );
}

/** A run to go on with: what its folder says, and that the flags ask for nothing else. */
import { resolve } from 'node:path';
import { loadCheckpoint, type Checkpoint } from '@kantor/checkpoint';
import { findModel, modelHash, readRunInfo, readRunModel, type RunFolder, type RunInfo } from '@kantor/run';
import type { ModelSpec } from '@kantor/spec';
import { KantorError } from '@kantor/tensor';
import type { TrainFlags } from './flags.js';
import { withBatchSize, type Start } from './start-run.js';

function refusal(message: string): KantorError {
  return new KantorError('trainer/resume', message);
}

function requireSameSeed({ seed }: TrainFlags, info: RunInfo, { path }: RunFolder): void {
  if (seed === undefined || seed === info.seed) return;
  throw refusal(
    `The run in ${path} has seed ${info.seed}; it cannot go on with ${seed}. ` +
      'Leave --seed out, or start a new run with --run=DIR.',
  );
}

interface Found {
  /** As it is in the folder now. */
  readonly model: ModelSpec;
  readonly info: RunInfo;
  readonly folder: RunFolder;
}

function requireSameModel(flags: TrainFlags, { model, info, folder }: Found): void {
  if (modelHash(model) !== info.modelHash) {
    throw refusal(
      `${folder.model} is another model than it was when the run in ${folder.path} began. ` +
        `Put it back as it was, or start a new run of it with --model=${folder.model} --run=DIR.`,
    );
  }
  if (flags.model === undefined) return;
  const asked = findModel(flags.model);
  if (modelHash(asked) === info.modelHash) return;
  const difference =
    asked.name === model.name ? `a changed ${asked.name}: --model=${flags.model}` : asked.name;
  throw refusal(
    `The run in ${folder.path} trains the model ${model.name}; it cannot go on with ${difference}. ` +
      'Leave --model out, or start a new run with --run=DIR.',
  );
}

function requireOwnCheckpoint({ path, manifest }: Checkpoint, info: RunInfo, folder: RunFolder): void {
  if (manifest.specHash === info.modelHash) return;
  throw refusal(
    `${path} was trained with another model than ${folder.model}. It belongs to another run; move it out of the folder.`,
  );
}

/** @param say told of checkpoints that were passed over. */
export async function resumedRun(
  flags: TrainFlags,
  folder: RunFolder,
  say: (text: string) => void,
): Promise<Start> {
  const info = readRunInfo(folder);
  const model = readRunModel(folder);
  requireSameSeed(flags, info, folder);
  requireSameModel(flags, { model, info, folder });
  const checkpoint = await loadCheckpoint(folder.checkpoints, {
    onSkipped: (name, reason) => say(`Checkpoint ${name} is passed over: ${reason}`),
  });
  if (checkpoint) requireOwnCheckpoint(checkpoint, info, folder);
  return {
    folder,
    model,
    spec: withBatchSize(model, flags['batch-size'] ?? info.batchSize),
    modelHash: info.modelHash,
    seed: info.seed,
    steps: flags.steps ?? info.steps,
    data: flags.data === undefined ? info.data : resolve(flags.data),
    engine: flags.engine === 'auto' ? info.engine : flags.engine,
    threads: flags.threads ?? info.threads,
    checkpoint,
    isNew: false,
    createdAt: info.createdAt,
  };
}

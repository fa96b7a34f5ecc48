/** A trained generator read from a run: its model, its weights, and where they come from. */
import { KantorError, type TensorMap } from '@kantor/tensor';
import { loadCheckpoint, type Checkpoint } from '@kantor/checkpoint';
import { hasRun, modelHash, newestRun, readRunModel, runFolder, type RunFolder } from '@kantor/run';
import { averageName, createModel, networkStates, type Model, type Weights } from '@kantor/wgan';
import type { TrainedFlags } from './flags.js';

export interface Trained {
  readonly folder: RunFolder;
  readonly model: Model;
  readonly modelHash: string;
  readonly checkpoint: Checkpoint;
  readonly weights: Weights;
  /** Parameters and running statistics of the generator by name. */
  readonly values: TensorMap;
}

function findRun({ run }: TrainedFlags, say: (text: string) => void): RunFolder {
  if (run === undefined) {
    const folder = newestRun();
    say(`Run: ${folder.path} (the newest)`);
    return folder;
  }
  const folder = runFolder(run);
  if (hasRun(folder)) return folder;
  throw new KantorError(
    'export/run',
    `There is no run in ${run}: it has no run.json. Say which with --run=DIR.`,
  );
}

async function findCheckpoint(
  folder: RunFolder,
  { checkpoint: name }: TrainedFlags,
  say: (text: string) => void,
) {
  const found = await loadCheckpoint(folder.checkpoints, {
    ...(name === undefined ? {} : { name }),
    onSkipped: (skipped, reason) => say(`Checkpoint ${skipped} is passed over: ${reason}`),
  });
  if (found) return found;
  throw new KantorError(
    'export/checkpoint',
    `The run in ${folder.path} has no checkpoint yet. Let it train to one: npx nx run trainer:train --run=${folder.path} --resume`,
  );
}

function chooseWeights(wanted: Weights | undefined, { spec }: Model): Weights {
  const hasAverage = spec.training.ema !== 0;
  if (wanted === 'ema' && !hasAverage) {
    throw new KantorError(
      'export/weights',
      `The model ${spec.name} keeps no moving average (training.ema is 0); use --weights=raw.`,
    );
  }
  return wanted ?? (hasAverage ? 'ema' : 'raw');
}

export async function readTrained(flags: TrainedFlags, say: (text: string) => void): Promise<Trained> {
  const folder = findRun(flags, say);
  const spec = readRunModel(folder);
  const hash = modelHash(spec);
  const checkpoint = await findCheckpoint(folder, flags, say);
  if (checkpoint.manifest.specHash !== hash) {
    throw new KantorError(
      'export/model',
      `${checkpoint.path} was trained with another model than ${folder.model} is now. Put the model back as it was.`,
    );
  }
  const model = createModel(spec);
  const weights = chooseWeights(flags.weights, model);
  const values = Object.fromEntries(
    networkStates(model.generator).map(({ name }) => {
      const stored = weights === 'ema' ? averageName(name) : name;
      const value = checkpoint.tensors[stored];
      if (value) return [name, value];
      throw new KantorError('export/weights', `The checkpoint ${checkpoint.path} has no tensor '${stored}'.`);
    }),
  );
  return { folder, model, modelHash: hash, checkpoint, weights, values };
}

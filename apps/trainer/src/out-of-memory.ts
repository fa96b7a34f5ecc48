/** What a run does when its engine's memory is exhausted: a checkpoint first, and then words on how to go on. */
import { KantorError } from '@kantor/tensor';
import { newestCheckpoint } from './newest-checkpoint.js';

export interface RunAtRisk {
  readonly batchSize: number;
  /** Folder of the run, and of its checkpoints. */
  readonly path: string;
  readonly checkpoints: string;
  /** Writes a checkpoint of where the run is, if it has begun. It fails if the state is lost. */
  readonly save?: () => Promise<unknown>;
}

async function lastCheckpoint({ save, checkpoints }: RunAtRisk): Promise<string> {
  let lost = '';
  try {
    await save?.();
  } catch (error) {
    lost = ` The steps after it are lost: ${error instanceof Error ? error.message : String(error)}`;
  }
  const newest = await newestCheckpoint(checkpoints);
  return (newest ? `The checkpoint ${newest.path} is whole.` : 'No checkpoint was written yet.') + lost;
}

function advice({ batchSize, path }: RunAtRisk): string {
  const resume = `npx nx run trainer:train --run=${path} --resume`;
  const half = Math.floor(batchSize / 2);
  const smaller =
    half > 0
      ? `Go on with half the batch, ${half} samples instead of ${batchSize}:\n  ${resume} --batch-size=${half}`
      : `The batch is a single sample already; go on where there is more memory:\n  ${resume} --engine=ort-cpu`;
  return `${smaller}\nOr free memory (nvidia-smi lists who uses a GPU's) and go on as it was:\n  ${resume}`;
}

/**
 * Does `work`. If the engine's memory is exhausted, saves what can be saved first.
 * @throws KantorError `trainer/memory` then, with the checkpoint and what to try.
 */
export async function savingWhenOutOfMemory<T>(run: RunAtRisk, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KantorError && error.code === 'engine/memory')) throw error;
    const saved = await lastCheckpoint(run);
    const message = `${error.message}\n${saved}\n${advice(run)}`;
    throw new KantorError('trainer/memory', message, { cause: error });
  }
}

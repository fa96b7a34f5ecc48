/** What is saved and said when an engine's memory is exhausted. */
import { saveCheckpoint } from '@kantor/checkpoint';
import { floats, KantorError } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { savingWhenOutOfMemory, type RunAtRisk } from '../src/out-of-memory.js';
import { folderWith } from './doctor/temporary.js';

const exhausted = new KantorError('engine/memory', 'No memory is left.');
const fail = (error: Error) => () => Promise.reject(error);

function runIn(folder: string): RunAtRisk & { save: () => Promise<unknown> } {
  const checkpoints = `${folder}/checkpoints`;
  const content = { step: 7, criticSteps: 9, dataCursor: 9, seed: 1, engine: 'ort-cpu', threads: 1 };
  const save = () =>
    saveCheckpoint(checkpoints, {
      ...content,
      specHash: '0'.repeat(64),
      metrics: {},
      tensors: { w: floats([1], [1]) },
    });
  return { batchSize: 33, path: 'runs/x', checkpoints, save };
}

describe('a run out of memory', () => {
  it('is saved first, and told half its batch', async () => {
    const run = runIn(folderWith({}));
    await expect(savingWhenOutOfMemory(run, fail(exhausted))).rejects.toMatchObject({
      code: 'trainer/memory',
      message:
        `No memory is left.\nThe checkpoint ${run.checkpoints}/step-000007 is whole.\n` +
        'Go on with half the batch, 16 samples instead of 33:\n' +
        '  npx nx run trainer:train --run=runs/x --resume --batch-size=16\n' +
        "Or free memory (nvidia-smi lists who uses a GPU's) and go on as it was:\n" +
        '  npx nx run trainer:train --run=runs/x --resume',
    });
  });

  it('says what is lost with the state, and which checkpoint is left', async () => {
    const run = runIn(folderWith({}));
    await run.save();
    const lost = { ...run, save: fail(new KantorError('engine/worker', 'The thread has ended.')) };
    await expect(savingWhenOutOfMemory(lost, fail(exhausted))).rejects.toMatchObject({
      message: expect.stringContaining(
        'step-000007 is whole. The steps after it are lost: The thread has ended.',
      ),
    });
  });

  it('of one sample is sent to another engine', async () => {
    const run = { ...runIn(folderWith({})), batchSize: 1 };
    await expect(savingWhenOutOfMemory(run, fail(exhausted))).rejects.toMatchObject({
      message: expect.stringContaining('--resume --engine=ort-cpu'),
    });
  });
});

it('other errors and results pass through', async () => {
  const other = new KantorError('engine/run', 'It broke.');
  const run = { ...runIn('/nowhere'), save: fail(new Error('never called')) };
  await expect(savingWhenOutOfMemory(run, fail(other))).rejects.toBe(other);
  expect(await savingWhenOutOfMemory(run, () => Promise.resolve(5))).toBe(5);
});

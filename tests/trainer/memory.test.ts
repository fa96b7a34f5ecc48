/** A device whose memory is exhausted costs nothing: a checkpoint is written, and the advice that is given works. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, stateHash, temporaryFolder, writeTinyModel } from './command.js';
import { installScarceNative } from './scarce-native.js';

const steps = 12;

function tinyRun() {
  const folder = temporaryFolder();
  writeTinyModel(folder);
  const native = installScarceNative(folder);
  const train = (...args: string[]) => run('train', ['--sample-every=100', ...args], folder);
  const begin = (name: string) =>
    train('--model=model.json', '--engine=tfjs-node', `--run=${name}`, `--steps=${steps}`);
  return { folder, native, train, begin };
}

function info(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'run/run.json'), 'utf8')) as Record<string, unknown>;
}

/** What the message says to type, as flags. */
function advised(stderr: string, ending: RegExp): string[] {
  const commands = stderr.split('\n').filter((line) => line.startsWith('  npx nx run trainer:train '));
  const command = commands.find((line) => ending.test(line)) ?? '';
  return command.trim().split(' ').slice(4);
}

describe('a device out of memory', () => {
  // So many kernels into the run are in its first step, and in different programs of later ones.
  it.each([40, 700, 1000])(
    'after %i kernels leaves a checkpoint from which the run goes on as if nothing had been',
    async (kernels) => {
      const { folder, native, train, begin } = tinyRun();
      expect(await begin('whole')).toMatchObject({ code: 0, stderr: '' });

      native.limit({ kernels });
      const { code, stderr } = await begin('run');
      expect(code).toBe(1);
      expect(stderr).toContain('[trainer/memory]');
      expect(stderr).toContain('OOM when allocating tensor');
      expect(stderr).toMatch(/The checkpoint run\/checkpoints\/step-0000\d\d is whole\./);
      expect(stderr).not.toMatch(/^\s+at /m);

      native.limit({});
      const again = advised(stderr, /--resume$/);
      expect(again).toEqual(['--run=run', '--resume']);
      expect(await train(...again)).toMatchObject({ code: 0, stderr: '' });
      expect(stateHash(join(folder, 'run'), steps)).toBe(stateHash(join(folder, 'whole'), steps));
    },
    120_000,
  );

  it('goes on with half the batch where that is asked for, and remembers it', async () => {
    const { folder, native, train, begin } = tinyRun();
    native.limit({ kernels: 700 });
    const { stderr } = await begin('run');
    native.limit({});
    const smaller = advised(stderr, /--batch-size/);
    expect(smaller).toEqual(['--run=run', '--resume', '--batch-size=8']);
    expect(await train(...smaller)).toMatchObject({ code: 0, stderr: '' });
    expect(info(folder)).toMatchObject({ batchSize: 8, engine: 'tfjs-node' });
    // The model is still the model: it may be named, and the run trained further, with the batch that it has now.
    const more = await train('--run=run', '--resume', '--model=model.json', `--steps=${steps + 2}`);
    expect(more).toMatchObject({ code: 0, stderr: '' });
    expect(info(folder)).toMatchObject({ batchSize: 8 });
    const report = readFileSync(join(folder, 'run/report.html'), 'utf8');
    expect(report).toMatch(/Batch size<\/\w+>\s*<\w+>8</);
  }, 120_000);

  it('while the programs are loaded says so too', async () => {
    const { native, begin } = tinyRun();
    native.limit({ tensors: 3 });
    const { code, stderr } = await begin('run');
    expect(code).toBe(1);
    expect(stderr).toContain('No checkpoint was written yet.');
    expect(stderr).toContain('--batch-size=8');
  }, 60_000);
});

it('a batch size of one’s own is one from the start', async () => {
  const { folder, train } = tinyRun();
  expect(await train('--model=model.json', '--run=run', '--steps=2', '--batch-size=4')).toMatchObject({
    code: 0,
  });
  expect(info(folder)).toMatchObject({ batchSize: 4 });
  expect(JSON.parse(readFileSync(join(folder, 'run/model.json'), 'utf8'))).toMatchObject({
    training: { batchSize: 16 },
  });
  expect(await train('--model=model.json', '--run=same', '--steps=2', '--batch-size=16')).toMatchObject({
    code: 0,
  });
  expect(readFileSync(join(folder, 'same/run.json'), 'utf8')).not.toContain('batchSize');
}, 60_000);

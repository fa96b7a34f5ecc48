/** What goes wrong in training is said in one clear message, with an exit code, and loses nothing. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, stateHash, temporaryFolder, writeTinyModel } from './command.js';

async function failure(args: readonly string[]): Promise<string> {
  const { code, stderr } = await run('train', args);
  expect(code).not.toBe(0);
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

describe('trainer:train', () => {
  it.each([
    [['--model=mnist-wgan-gpp'], "did you mean 'mnist-wgan-gp'?"],
    [['--model=tiny', '--stepz=5'], 'did you mean --steps?'],
    [['--model=tiny', '--steps=0'], '--steps must be a whole number of at least 1'],
    [['--model=tiny', '--steps=1.5'], "got '1.5'"],
    [['--model=tiny', '--seed=-1'], '--seed must be a whole number of at least 0'],
    [['--model=tiny', '--threads=none'], "got 'none'"],
    [['--model=tiny', '--threads=10000'], '--threads must be a whole number from 1 to 256'],
    [['--model=tiny', '--batch-size=0'], '--batch-size must be a whole number of at least 1'],
    [['--model=tiny', '--run='], '--run is empty'],
    [['--model='], '--model is empty'],
    [['--model=dcgan-64', '--data='], '--data is empty'],
    [['--model=tiny', '--engine=tfjs-wasn'], "did you mean 'tfjs-wasm'?"],
    [[], '--model=NAME'],
    [['--resume', '--run=/nowhere/at/all'], 'There is no run in /nowhere/at/all'],
    [['--model=dcgan-64'], '--data'],
    [['--model=dcgan-64', '--data=/nowhere/at/all'], '/nowhere/at/all'],
    [['--model=mnist-wgan-gp', '--data=/nowhere/at/all'], '/nowhere/at/all'],
  ])('refuses %j', async (args, message) => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const given = args.map((arg) => (arg === '--model=tiny' ? `--model=${model}` : arg));
    expect(
      await failure([
        ...(given.some((arg) => arg.startsWith('--run')) ? [] : [`--run=${folder}/run`]),
        ...given,
      ]),
    ).toContain(message);
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  it.each([
    [['--run=a', '--run=b'], '--run is given 2 times'],
    [['--steps=1', '--steps=2'], '--steps is given 2 times'],
    [['--resume=yes'], "--resume is a switch: give it alone, or with =true or =false; got 'yes'"],
    [['--engine=ort-cpu', '--engine=ort-cpu'], '--engine is given 2 times'],
    [['--no-model'], 'There is no --no-model'],
    [['--no-batch-size'], 'There is no --no-batch-size'],
    [['--run.x=1'], 'Unknown argument: run.x'],
    [['--model'], 'Not enough arguments following: model'],
    [['--steps=abc'], '--steps must be a whole number of at least 1'],
  ])('refuses %j as arguments that are wrong', async (args, message) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await run('train', args, folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Error [cli/arguments]: ${message}`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('explains itself whatever the other flags are', async () => {
    const { code, stdout } = await run('train', ['--run=a', '--run=b', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--checkpoint-every');
  });

  it('refuses an unknown engine with the nearest name', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    expect(await failure([`--model=${model}`, `--run=${folder}/run`, '--engine=ort-cpi'])).toContain(
      "'ort-cpu'",
    );
  });

  it('says why an absent device cannot be used', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const stderr = await failure([`--model=${model}`, `--run=${folder}/run`, '--engine=ort-cuda']);
    expect(stderr).toContain('cuda');
    expect(stderr).toContain('docs/gpu.md');
  });

  it('never overwrites a run', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const args = [`--model=${model}`, `--run=${folder}/run`, '--steps=3'];
    expect((await run('train', args)).code).toBe(0);
    const before = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8');
    expect(await failure(args)).toContain('--resume');
    expect(readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8')).toBe(before);
  });

  it('says that a finished run is complete', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const args = [`--model=${model}`, `--run=${folder}/run`, '--steps=3', '--resume'];
    await run('train', args);
    const { code, stdout } = await run('train', args);
    expect(code).toBe(0);
    expect(stdout).toContain('complete: 3 of 3 steps');
  });

  it('goes on from the checkpoint before a damaged one, and says so', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const path = join(folder, 'run');
    await run('train', [`--model=${model}`, `--run=${path}`, '--steps=20', '--checkpoint-every=10']);
    const state = join(path, 'checkpoints/step-000020/state.safetensors');
    const bytes = readFileSync(state);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(state, bytes);
    const { code, stdout } = await run('train', [`--run=${path}`, '--resume', '--steps=30']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/step-000020.*checksum/);
    expect(stdout).toContain('Going on from step 10');
  });

  it('stops at numbers that are not finite and names the tensor, the step and the last good checkpoint', async () => {
    const folder = temporaryFolder();
    const sgd = { kind: 'sgd', learningRate: 1e6 };
    const model = writeTinyModel(folder, (changed) => {
      const training = changed['training'] as Record<string, unknown>;
      Object.assign(training, { criticOptimizer: sgd, generatorOptimizer: sgd });
    });
    const stderr = await failure([`--model=${model}`, `--run=${folder}/run`, '--checkpoint-every=1']);
    expect(stderr).toMatch(/At step \d+/);
    expect(stderr).toMatch(/'(critic|generator|optimizer)\.[^']+'|all states are still finite/);
    expect(stderr).toMatch(/The last good checkpoint is .*step-|No checkpoint was written yet\./);
    expect(stderr).toContain('learning rate');
  });

  it('says that there is no checkpoint yet where numbers are not finite from the beginning', async () => {
    const folder = temporaryFolder();
    const sgd = { kind: 'sgd', learningRate: 1e30 };
    const model = writeTinyModel(folder, (changed) => {
      Object.assign(changed['training'] as object, { criticOptimizer: sgd, generatorOptimizer: sgd });
    });
    expect(await failure([`--model=${model}`, `--run=${folder}/run`])).toContain(
      '\nNo checkpoint was written yet.\n',
    );
  });

  it.skipIf(process.getuid?.() === 0)(
    'says when a folder cannot be written (root, who can write anywhere, skips this)',
    async () => {
      const folder = temporaryFolder();
      const model = writeTinyModel(folder);
      mkdirSync(join(folder, 'locked'));
      chmodSync(join(folder, 'locked'), 0o500);
      expect(await failure([`--model=${model}`, `--run=${folder}/locked/run`])).toContain('locked');
    },
  );

  it.skipIf(!existsSync('/dev/full'))(
    'says when the disk is full, and goes on later (needs /dev/full)',
    async () => {
      const folder = temporaryFolder();
      const model = writeTinyModel(folder);
      const args = [
        `--model=${model}`,
        `--run=${folder}/run`,
        '--sample-every=3',
        '--checkpoint-every=2',
        '--resume',
      ];
      expect((await run('train', [...args, '--steps=3'])).code).toBe(0);
      const picture = join(folder, 'run/samples/step-000006.png');
      symlinkSync('/dev/full', picture);
      const stderr = await failure([...args, '--steps=9']);
      expect(stderr).toContain('The disk is full');
      rmSync(picture);
      const { code, stdout } = await run('train', [...args, '--steps=9']);
      expect(code).toBe(0);
      expect(stdout).toContain('Going on from step 4');
      const whole = join(folder, 'whole');
      await run('train', [`--model=${model}`, `--run=${whole}`, '--steps=9']);
      expect(stateHash(join(folder, 'run'), 9)).toBe(stateHash(whole, 9));
    },
  );

  it('says when the run folder is a file', async () => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    writeFileSync(join(folder, 'run'), '');
    expect(await failure([`--model=${model}`, `--run=${folder}/run`])).toContain(join(folder, 'run'));
  });

  it('shows where an error came from when asked', async () => {
    const { stderr } = await run('train', ['--model=nothing', '--verbose']);
    expect(stderr).toMatch(/^\s+at /m);
  });

  it('explains itself with examples', async () => {
    const { code, stdout } = await run('train', ['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--model=mnist-wgan-gp');
    expect(stdout).toContain('--checkpoint-every');
  });
});

/** A run that was stopped, politely or by kill -9, ends with the same bits as one that never stopped. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run, start, stateHash, temporaryFolder, writeTinyModel } from './command.js';

const steps = 400;
const kills = process.env['KANTOR_SLOW'] === '1' ? 100 : 20;
const common = [`--steps=${steps}`, '--threads=1', '--sample-every=100', '--checkpoint-every=20'];

/** The run that the others are compared with. */
async function uninterrupted(folder: string, model: string): Promise<string> {
  const path = join(folder, 'whole');
  const { code, stderr } = await run('train', [`--model=${model}`, `--run=${path}`, ...common]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stateHash(path, steps);
}

function stepsOf(path: string): number[] {
  return readFileSync(join(path, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { step: number }).step);
}

function createdAt(path: string): string {
  return (JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { createdAt: string }).createdAt;
}

describe('an interrupted run', () => {
  it(
    `is the same to the bit after kill -9 at ${kills} moments`,
    async () => {
      const folder = temporaryFolder();
      const model = writeTinyModel(folder);
      const expected = await uninterrupted(folder, model);
      const path = join(folder, 'killed');
      const args = [`--model=${model}`, `--run=${path}`, '--resume', ...common];
      let killed = 0;
      // Moments spread over start-up, steps, checkpoints and pictures; a fixed sequence, so that a failure comes again.
      for (let i = 0; killed < kills; i++) {
        const { child, finished } = start('train', args);
        await sleep(250 + ((i * 619) % 900));
        child.kill('SIGKILL');
        const { signal, code, stderr } = await finished;
        if (signal === 'SIGKILL') killed++;
        // A run that had finished before the kill starts again from nothing, in a folder of its own.
        else {
          expect(`${code} ${stderr}`).toBe('0 ');
          expect(stateHash(path, steps)).toBe(expected);
          args[1] = `--run=${path}-${i}`;
        }
      }
      const { code, stderr } = await run('train', args);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      const last = args[1].slice('--run='.length);
      expect(stateHash(last, steps)).toBe(expected);
      expect(stepsOf(last)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
      expect(readdirSync(last).filter((name) => name.includes('lock'))).toEqual([]);
      expect(readdirSync(join(last, 'checkpoints')).filter((name) => !name.startsWith('step-'))).toEqual([]);
    },
    kills * 6_000,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)('writes a checkpoint and exits 0 on %s', async (signal) => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const path = join(folder, 'run');
    const args = [
      `--model=${model}`,
      `--run=${path}`,
      '--steps=1000000',
      '--threads=1',
      '--checkpoint-every=1000000',
    ];
    const { child, finished } = start('train', args);
    while (
      !existsSync(join(path, 'metrics.jsonl')) ||
      readFileSync(join(path, 'metrics.jsonl')).length < 1000
    ) {
      await sleep(20);
    }
    child.kill(signal);
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    const step = Number(/Stopped at step (\d+) of 1000000/.exec(stdout)?.[1]);
    expect(stepsOf(path).at(-1)).toBe(step);
    expect(stdout).toContain(`npx nx run trainer:train --run=${path} --resume`);

    const began = createdAt(path);
    const more = step + 10;
    const resumed = await run('train', [`--run=${path}`, '--resume', `--steps=${more}`]);
    expect(resumed.code).toBe(0);
    expect(createdAt(path)).toBe(began);
    const whole = join(folder, 'whole');
    await run('train', [`--model=${model}`, `--run=${whole}`, `--steps=${more}`, '--threads=1']);
    expect(stateHash(path, more)).toBe(stateHash(whole, more));
  });
});

/** One training at a time in a folder; export reads meanwhile; kill -9 locks nobody out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run, start, temporaryFolder, writeTinyModel, type Running } from './command.js';

interface Training extends Running {
  readonly path: string;
  readonly args: readonly string[];
}

/** A training without end that has written a checkpoint. */
async function training(): Promise<Training> {
  const folder = temporaryFolder();
  const path = join(folder, 'run');
  const model = writeTinyModel(folder);
  const args = [`--model=${model}`, `--run=${path}`, '--threads=1', '--checkpoint-every=10'];
  const running = start('train', [...args, '--steps=1000000']);
  while (!existsSync(join(path, 'checkpoints/step-000010'))) await sleep(20);
  return { ...running, path, args };
}

describe('a folder in which a training runs', () => {
  it('refuses another one, which names the process, and can be exported', async () => {
    const { child, finished, path, args } = await training();
    for (const flags of [[`--run=${path}`, '--resume'], [...args, '--resume'], args]) {
      const { code, stderr } = await run('train', flags);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(`\\[run/locked\\].*Process ${child.pid} .*kill ${child.pid}.*--run=DIR`),
      );
    }
    const exported = await run('onnx', [`--run=${path}`]);
    expect(`${exported.code} ${exported.stderr}`).toBe('0 ');
    child.kill('SIGINT');
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(path).filter((name) => name.includes('lock'))).toEqual([]);
    const steps = readFileSync(join(path, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    steps.forEach((line, i) => expect(JSON.parse(line)).toMatchObject({ step: i + 1 }));
  });

  it('is free again at once after kill -9', async () => {
    const { child, finished, path } = await training();
    child.kill('SIGKILL');
    await finished;
    expect(existsSync(join(path, 'run.lock'))).toBe(true);
    const { code, stderr } = await run('train', [`--run=${path}`, '--resume', '--steps=10']);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(existsSync(join(path, 'run.lock'))).toBe(false);
  });
});

/** Checkpoints that are there and cannot be read are never written over: they may be restored. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryFolder, writeTinyModel } from './command.js';

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
}

/** All files below a folder with their content. */
function contentOf(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }): [string, string] => [
      join(parentPath, name),
      readFileSync(join(parentPath, name), 'base64'),
    ])
    .sort();
}

/** A run of 20 steps with two checkpoints, and what `damage` leaves of their states. */
async function damagedRun(damage: (state: string) => void): Promise<string> {
  const folder = temporaryFolder();
  const model = writeTinyModel(folder);
  const path = join(folder, 'run');
  await run('train', [`--model=${model}`, `--run=${path}`, '--steps=20', '--checkpoint-every=10']);
  for (const step of [10, 20]) damage(join(path, `checkpoints/step-0000${step}/state.safetensors`));
  return path;
}

describe('a run of whose checkpoints none can be read', () => {
  it('does not begin anew: the error tells of each, and nothing is changed', async () => {
    const path = await damagedRun(flipByte);
    const before = contentOf(path);
    const { code, stderr } = await run('train', [`--run=${path}`, '--resume', '--steps=30']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/none can be read:\n {2}step-000020: .*checksum.*\n {2}step-000010: .*checksum/);
    expect(stderr).toMatch(/Restore one of them.*another run/);
    expect(contentOf(path)).toEqual(before);
  });

  it.each(['onnx', 'tfjs'] as const)('is not exported as %s, with the same reasons', async (command) => {
    const path = await damagedRun((state) => writeFileSync(state, ''));
    const { code, stderr } = await run(command, [`--run=${path}`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/none can be read:\n {2}step-000020: .* 0 bytes.*\n {2}step-000010: /);
    expect(stderr).not.toContain('no checkpoint yet');
  });
});

it('a run that was stopped before its first checkpoint begins anew', async () => {
  const folder = temporaryFolder();
  const model = writeTinyModel(folder);
  const path = join(folder, 'run');
  await run('train', [`--model=${model}`, `--run=${path}`, '--steps=3']);
  rmSync(join(path, 'checkpoints'), { recursive: true });
  const { code, stderr } = await run('train', [`--run=${path}`, '--resume', '--steps=5']);
  expect(`${code} ${stderr}`).toBe('0 ');
  expect(readdirSync(join(path, 'checkpoints'))).toEqual(['step-000005']);
});

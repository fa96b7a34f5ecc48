import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from './workspace.js';

const folder = mkdtempSync(join(tmpdir(), 'kantor-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** util-linux's `script` runs a command in a terminal of its own; other systems have another `script` or none. */
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs a command in a terminal and presses Ctrl-C when `sign` has been printed. */
async function interrupt(command: string, sign: RegExp): Promise<{ code: number | null; output: string }> {
  const terminal = spawn('script', ['-qfec', `stty cols 120 rows 40; ${command}`, '/dev/null'], {
    cwd: root,
  });
  let output = '';
  let pressed = false;
  terminal.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (pressed || !sign.test(output)) return;
    pressed = true;
    terminal.stdin.write('\x03');
  });
  const code = await new Promise<number | null>((resolve) => terminal.on('exit', resolve));
  return { code, output };
}

it.skipIf(!hasTerminal)(
  'Ctrl-C goes through nx to the trainer, which ends its step, writes a checkpoint and exits with 0' +
    (hasTerminal ? '' : ' (skipped: needs the `script` of util-linux)'),
  { timeout: 120_000 },
  async () => {
    const run = join(folder, 'run');
    const command = `npx nx run trainer:train --model=eight-gaussians --run=${run}`;
    const { code, output } = await interrupt(command, /eight-gaussians.* img\/s/);
    expect(output).toContain(`npx nx run trainer:train --run=${run} --resume`);
    expect(code).toBe(0);
    expect(readdirSync(join(run, 'checkpoints'))).toEqual([expect.stringMatching(/^step-\d{6}$/)]);
  },
);

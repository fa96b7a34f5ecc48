/** Commands without flags, as Nx runs them: `--help` says what they do, and nothing is done. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readJson, root, type Manifest } from './workspace.js';

/** What Nx runs for a target, and where; it adds flags at the end. */
const commands: Readonly<Record<string, readonly [command: string | undefined, folder: string]>> = {
  'trainer:demo': [readJson<Manifest>('apps/trainer/package.json').nx?.targets?.['demo']?.command, '.'],
  'server:build': [readJson<Manifest>('apps/server/package.json').scripts?.['build'], 'apps/server'],
};

function run([command = '', folder]: readonly [string | undefined, string], flag: string) {
  return spawnSync('sh', ['-c', `${command} ${flag}`], { cwd: `${root}/${folder}`, encoding: 'utf8' });
}

it.each(Object.entries(commands))('%s --help says what it does', (name, command) => {
  const { status, stdout, stderr } = run(command, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^npx nx run ${name}\n[^]*It takes no flags.\n$`));
});

it.each(Object.entries(commands))('%s refuses a flag', (name, command) => {
  const { status, stdout, stderr } = run(command, '--steps=5');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(
    `npx nx run ${name} takes no flags, got '--steps=5'. \`npx nx run ${name} -- --help\` says what it does.\n`,
  );
});

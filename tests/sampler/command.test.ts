/** The command `kantor-sampler`, as npm links it. What it copies is tested in pages. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readJson, root, type Manifest } from '../workspace/workspace.js';

const { bin } = readJson<Manifest>('libs/sampler/package.json');
const path = bin?.['kantor-sampler'] ?? '';

function command(folder: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [join(folder, path), ...args], { encoding: 'utf8' });
}

it('runs what is built', () => {
  const { status, stdout, stderr } = command(join(root, 'libs/sampler'), '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('kantor-sampler copy-assets <folder>');
});

it('says what to do where nothing is built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(root, 'libs/sampler', path), join(folder, path));
  const { status, stdout, stderr } = command(folder, '--help');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^kantor-sampler: .*not built.*`npm run build`.*\n$/);
});

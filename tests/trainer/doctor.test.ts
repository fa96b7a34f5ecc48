/** The doctor on this machine, in a folder where one package is broken. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run, temporaryFolder } from './command.js';

interface Row {
  readonly engine: string;
  readonly available: boolean;
  readonly reason: string;
  readonly fix?: string;
  readonly speed?: { readonly imagesPerSecond: number };
  readonly problem?: string;
  readonly auto: boolean;
}

/** A native package of TensorFlow.js whose addon is garbage. */
function installGarbage(folder: string): void {
  const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
  for (const part of ['dist', 'lib/napi-v8']) mkdirSync(join(home, part), { recursive: true });
  const manifest = { name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'dist/index.js' };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(home, 'dist/index.js'), "require('../lib/napi-v8/tfjs_binding.node');");
  writeFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), 'neither an addon nor a library '.repeat(50));
}

it('the doctor says of every engine whether it works, how fast, or why not and what to do', async () => {
  const folder = temporaryFolder();
  installGarbage(folder);
  const { code, stdout, stderr } = await run('doctor', ['--json=doctor.json', '--threads=1'], folder);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^(Looking at this machine|[\w-]+: (looking|training for a second)) …$/m);

  const found = JSON.parse(readFileSync(join(folder, 'doctor.json'), 'utf8')) as {
    readonly auto: string;
    readonly engines: readonly Row[];
    readonly machine: { readonly node: string };
  };
  expect(`v${found.machine.node}`).toBe(process.version);
  expect(found.engines.map(({ engine }) => engine)).toEqual([
    'ort-cpu',
    'ort-cuda',
    'ort-webgpu',
    'tfjs-node-gpu',
    'tfjs-node',
    'tfjs-wasm',
    'tfjs-cpu',
  ]);
  for (const { engine, available, reason, fix, speed, problem } of found.engines) {
    expect(reason, engine).toMatch(/\S/);
    expect(problem, engine).toBeUndefined();
    if (available) expect(speed?.imagesPerSecond, engine).toBeGreaterThan(0);
    else expect(fix, engine).toMatch(/\.$/);
    expect(stdout).toMatch(new RegExp(`^${engine}( \\*)? +(yes|no|CPU only) `, 'm'));
  }
  const row = (name: string) => found.engines.find(({ engine }) => engine === name);
  expect(row('ort-cpu')?.available).toBe(true);
  expect(row(found.auto)).toMatchObject({ auto: true, available: true });
  expect(row('tfjs-node')).toMatchObject({
    available: false,
    reason: expect.stringContaining('its addon is damaged, or not made for'),
    fix: expect.stringMatching(/^Run `np[mx] r/),
  });
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
}, 300_000);

/**
 * Traces of real runs, replayed by JAX from the papers (tools/reference/wgan_steps.py) and by the example of
 * docs/trace.md. Nothing of ours is in the replay but model.json and the trace.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '@kantor/checkpoint';
import { parseModel, type ModelSpec } from '@kantor/spec';
import { floats, type FloatTensor } from '@kantor/tensor';
import { createTraining } from '@kantor/wgan';
import { traceSteps } from '../../apps/trainer/src/trace.js';
import { goldenModels, goldenSpec } from '../../libs/wgan/test/support/golden.js';
import { run } from '../trainer/command.js';
import { engine, noiseSource, takeSteps } from '../training/support.js';

/** A model whose trace is written to a folder of its name, and may be altered there. */
interface Case {
  readonly name: string;
  readonly spec: ModelSpec;
  /** The tensor of the first file that is made larger by a hundredth. */
  readonly wrong?: string;
}

/** A shipped model with its own networks, and a batch and n_critic that are quickly done. */
function shippedModel(name: string): Case {
  const spec = parseModel(JSON.parse(readFileSync(`models/${name}/model.json`, 'utf8')));
  const training = { ...spec.training, batchSize: 4, criticSteps: 2, criticWarmup: null };
  return { name, spec: { ...spec, training } };
}

const sound: Case[] = [
  ...goldenModels.map((name) => ({ name, spec: goldenSpec(name) })),
  ...['mnist-wgan-gp', 'mnist-wgan', 'mnist-dcgan'].map(shippedModel),
];
const altered: Case[] = [
  'feed/learningRate',
  'feed/real',
  'before/critic.0.kernel',
  'after/critic.0.kernel',
  'after/optimizer.square.critic.0.kernel',
  'output/gradientNorm',
].map((wrong) => ({ name: wrong.replaceAll('/', '-'), spec: goldenSpec('penalty-toy'), wrong }));

const folder = mkdtempSync(join(tmpdir(), 'kantor-trace-'));
const commandRun = join(folder, 'command');
let python = '';
/** Lines that the replay printed, such as `mnist-wgan/000-criticStep: 32 tensors, worst error 2.0e-02 at …`. */
let lines: readonly string[] = [];

/** A run folder with the traces of the first two runs of each training program. */
async function writeTrace({ name, spec, wrong }: Case): Promise<string> {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'model.json'), JSON.stringify(spec));
  const training = await createTraining({
    spec,
    seed: 1,
    engine,
    source: noiseSource(spec),
    steps: 2,
    wrap: (loaded) => traceSteps(loaded, join(path, 'trace'), 2),
  });
  try {
    await takeSteps(training, 2);
  } finally {
    await training.dispose();
  }
  if (wrong) alter(join(path, 'trace', '000-criticStep.safetensors'), wrong);
  return path;
}

function alter(file: string, name: string): void {
  const { tensors, metadata } = decodeSafetensors(readFileSync(file));
  const { shape, data } = tensors[name] as FloatTensor;
  const larger = floats(
    shape,
    data.map((value) => 1.01 * value),
  );
  writeFileSync(file, encodeSafetensors({ ...tensors, [name]: larger }, metadata));
}

/** The worst error of each file of a run; 1 is the largest that rounding explains. */
function errorsOf(name: string): number[] {
  return lines
    .filter((line) => line.startsWith(`${name}/`))
    .map((line) => Number(/worst error (\S+)/.exec(line)?.[1] ?? NaN));
}

beforeAll(async () => {
  python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
  const flags = ['--model=eight-gaussians', '--steps=2', '--trace=2', '--threads=1'];
  const { code, stderr } = await run('train', [...flags, `--run=${commandRun}`]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const paths = [commandRun];
  for (const entry of [...sound, ...altered]) paths.push(await writeTrace(entry));
  // One process for all: to start Python and JAX takes longer than all the steps.
  const result = spawnSync(python, ['tools/reference/wgan_steps.py', 'check', ...paths], {
    encoding: 'utf8',
  });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(1); // Because of the altered ones.
  lines = result.stdout.trimEnd().split('\n');
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a trace', () => {
  it.each(sound.map(({ name }) => name))('of %s is what JAX computes from its feeds and state', (name) => {
    expect(errorsOf(name)).toHaveLength(4);
    expect(Math.max(...errorsOf(name)), lines.join('\n')).toBeLessThan(1);
  });

  it.each(altered)('is refused if $wrong is off by a hundredth', ({ name }) => {
    const [error, ...others] = errorsOf(name);
    expect(error).toBeGreaterThan(10);
    expect(Math.max(...others)).toBeLessThan(1);
  });
});

describe('the command line', () => {
  it('writes the first runs of each program', () => {
    expect(readdirSync(join(commandRun, 'trace'))).toEqual([
      '000-criticStep.safetensors',
      '001-criticStep.safetensors',
      '002-generatorStep.safetensors',
      '003-generatorStep.safetensors',
    ]);
    expect(Math.max(...errorsOf('command'))).toBeLessThan(1);
  });

  it('writes what the example of docs/trace.md replays', () => {
    const [, example] = /```python\n([^]*?)```/.exec(readFileSync('docs/trace.md', 'utf8')) ?? [];
    const script = join(folder, 'replay.py');
    writeFileSync(script, example);
    const file = join(commandRun, 'trace', '001-criticStep.safetensors');
    const output = execFileSync(python, [script, file], { encoding: 'utf8' });
    expect(output).toMatch(/^loss -?\d.*\nlargest difference \d/);
  });
});

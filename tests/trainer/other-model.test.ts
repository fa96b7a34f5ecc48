/** A run goes on with its own model, seed and steps, or says which of them is another one. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run, temporaryFolder, writeTinyModel } from './command.js';

interface Trained {
  readonly folder: string;
  readonly path: string;
  /** What going on says with these flags, and its exit code. */
  resume(...flags: string[]): Promise<string>;
}

/** A run of three steps of the tiny model. */
async function trained(): Promise<Trained> {
  const folder = temporaryFolder();
  const path = join(folder, 'run');
  await run('train', [`--model=${writeTinyModel(folder)}`, `--run=${path}`, '--steps=3']);
  const resume = async (...flags: string[]) => {
    const { code, stdout, stderr } = await run('train', [`--run=${path}`, '--resume', ...flags]);
    return `${code} ${stdout}${stderr}`;
  };
  return { folder, path, resume };
}

function otherModel(folder: string, change: Record<string, unknown>): string {
  mkdirSync(join(folder, 'other'));
  return writeTinyModel(join(folder, 'other'), (model) => Object.assign(model, change));
}

it('another seed', async () => {
  const { path, resume } = await trained();
  expect(await resume('--seed=9')).toContain(`The run in ${path} has seed 1; it cannot go on with 9.`);
});

it('a model of another name', async () => {
  const { folder, path, resume } = await trained();
  const other = otherModel(folder, { name: 'other' });
  expect(await resume(`--model=${other}`)).toContain(
    `The run in ${path} trains the model tiny; it cannot go on with other. Leave --model out`,
  );
});

it('a changed model of the same name', async () => {
  const { folder, resume } = await trained();
  const other = otherModel(folder, { latent: { size: 3 } });
  expect(await resume(`--model=${other}`)).toContain(
    `it cannot go on with a changed tiny: --model=${other}. Leave --model out`,
  );
});

it('a model.json that was edited in the folder, and no word of flags that were not given', async () => {
  const { path, resume } = await trained();
  writeTinyModel(path, (model) => (model['latent'] = { size: 3 }));
  const said = await resume();
  expect(said).toContain(`${path}/model.json is another model than it was when the run in ${path} began`);
  expect(said).toMatch(/^1 [^]*Put it back as it was/);
  expect(said).not.toMatch(/[0-9a-f]{64}|Leave/);
});

it('a model.json that is missing, in training and in export', async () => {
  const { path, resume } = await trained();
  rmSync(join(path, 'model.json'));
  const { stderr } = await run('onnx', [`--run=${path}`]);
  for (const said of [await resume(), stderr]) {
    expect(said).toContain(`There is no ${path}/model.json`);
    expect(said).toContain('Put back a copy');
    expect(said).not.toMatch(/JSON:|ENOENT/);
  }
});

it('fewer steps than it has done', async () => {
  const { path, resume } = await trained();
  expect(await resume('--steps=2')).toContain(
    `0 The run in ${path} has done 3 steps already, and 2 were asked for. Train further with --steps=N, N above 3.`,
  );
});

/** The commands beside `serve`: tokens that open the server, and a folder that Triton reads, served here. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../workspace/workspace.js';
import { ask, jsonOf } from './support/ask.js';
import { modelFolder, put, temporaryFolder } from './support/folder.js';
import { startServer } from './support/server.js';

const program = join(root, 'apps/server/dist/main.js');
const model = 'mnist-wgan-gp';

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('token prints a token that opens a server which knows its hash, as often a minute as was said', async () => {
  const { status, stdout } = run('token', '--name=shop', '--limit=2');
  expect(status).toBe(0);
  const [, token = ''] = /^ {2}(kantor_\S+)$/m.exec(stdout) ?? [];
  const [, entry = ''] = /--tokens=(\S+)/.exec(stdout) ?? [];
  expect(entry).toMatch(/^shop:[0-9a-f]{64}:2$/);
  expect(entry).not.toContain(token);
  const server = await startServer(modelFolder({}), [`--tokens=${entry}`]);
  const asked = async (authorization: string) =>
    (await ask(server, '/v1/models', { headers: { authorization } })).status;
  expect(await asked(`Bearer ${token}x`)).toBe(401);
  expect([
    await asked(`Bearer ${token}`),
    await asked(`Bearer ${token}`),
    await asked(`Bearer ${token}`),
  ]).toEqual([200, 200, 429]);
  await server.stop();
});

it('token makes another one each time', () => {
  expect(run('token').stdout).not.toBe(run('token').stdout);
});

it('token says which names it takes', () => {
  const { status, stderr } = run('token', '--name=a b');
  expect(status).toBe(1);
  expect(stderr).toContain("The name is 'a b'; expected");
});

it('triton-repository writes models that this server serves with the same pixels', async () => {
  const out = join(temporaryFolder(), 'triton');
  const { status, stdout } = run('triton-repository', '--models=models', `--out=${out}`);
  expect(status).toBe(0);
  expect(stdout).toContain(join(out, model, '1/model.onnx'));
  const [ours, theirs] = [await startServer(join(root, 'models')), await startServer(out)];
  onTestFinished(async () => {
    await Promise.all([ours.stop(), theirs.stop()]);
  });
  const path = `/v1/models/${model}/samples?seed=7&count=5&format=binary`;
  const [first, second] = await Promise.all([ask(ours, path), ask(theirs, path)]);
  expect(first.status).toBe(200);
  expect(first.body).toHaveLength(5 * 28 * 28 * 4);
  expect(second.body.equals(first.body)).toBe(true);
});

it('triton-repository takes the hints along, which the server then goes by', async () => {
  const models = modelFolder({ [model]: readFileSync(join(root, 'models', model, 'generator.onnx')) });
  put(models, `${model}/kantor.json`, '{"range": [-2, 2]}');
  const out = join(temporaryFolder(), 'triton');
  expect(run('triton-repository', `--models=${models}`, `--out=${out}`).status).toBe(0);
  expect(existsSync(join(out, model, 'kantor.json'))).toBe(true);
  const server = await startServer(out);
  const { range } = jsonOf(await ask(server, `/v1/models/${model}`)) as { range: readonly number[] };
  expect(range).toEqual([-2, 2]);
  await server.stop();
});

it('triton-repository says what a folder lacks', () => {
  const { status, stderr } = run(
    'triton-repository',
    `--models=${modelFolder({})}`,
    `--out=${temporaryFolder()}`,
  );
  expect(status).toBe(1);
  expect(stderr).toContain('has no <name>/generator.onnx');
});

/** The folder that `npx nx run server:build` writes; tools/server-check.mjs installs it elsewhere. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { readJson, root, type Manifest } from '../workspace/workspace.js';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly resolved?: string; readonly link?: boolean }>
  >;
}

const folder = 'dist/apps/server';

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['apps/server/scripts/package.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it('serves if it is told nothing else, and finds all that it imports', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [folder, '--print-config', '--max-batch=8'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ models: 'models', maxBatch: 8 });
});

it('names every dependency by the version that is installed here, or by the folder that holds it', () => {
  const { packages } = readJson<Lock>('package-lock.json');
  const { dependencies = {} } = readJson<Manifest>(`${folder}/package.json`);
  expect(Object.keys(dependencies).length).toBeGreaterThan(20);
  for (const [name, spec] of Object.entries(dependencies)) {
    const { version } =
      packages[`apps/server/node_modules/${name}`] ?? packages[`node_modules/${name}`] ?? {};
    if (name.startsWith('@kantor/')) expect(existsSync(join(root, folder, spec.slice(5), 'dist'))).toBe(true);
    else expect(spec, name).toBe(version);
  }
});

it('locks what the workspace has locked, and nothing that it has not', () => {
  const workspace = Object.values(readJson<Lock>('package-lock.json').packages);
  const known = new Set(workspace.map(({ resolved }) => resolved));
  const locked = Object.entries(readJson<Lock>(`${folder}/package-lock.json`).packages);
  const fetched = locked.filter(([path, { link }]) => path.includes('node_modules/') && link !== true);
  expect(fetched.length).toBeGreaterThan(100);
  expect(fetched.filter(([, { resolved }]) => !known.has(resolved))).toEqual([]);
});

it('has no sources, types or maps in it', () => {
  const { stdout } = spawnSync('find', [folder, '-name', '*.ts', '-o', '-name', '*.map'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});

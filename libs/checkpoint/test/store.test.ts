/** Saving, listing and loading checkpoints in a real folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filled } from '@kantor/tensor';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '@kantor/checkpoint';
import { contentOf, newest, temporaryFolders, tensorsOf } from './support/training.js';

const folder = temporaryFolders();

describe('saveCheckpoint and loadCheckpoint', () => {
  it('give everything back', async () => {
    const dir = join(folder(), 'not', 'there', 'yet');
    const content = contentOf(100, { metrics: { loss: 0.25 }, score: 3, createdAt: '2026-11-21T10:00:00Z' });
    expect(await saveCheckpoint(dir, content)).toBe(join(dir, 'step-000100'));
    const { tensors, ...fields } = content;
    expect(await loadCheckpoint(dir)).toMatchObject({
      name: 'step-000100',
      step: 100,
      path: join(dir, 'step-000100'),
      manifest: { ...fields, format: 1 },
      tensors,
    });
    expect(readdirSync(dir)).toEqual(['step-000100']);
    expect(readdirSync(join(dir, 'step-000100')).sort()).toEqual(['manifest.json', 'state.safetensors']);
  });

  it('take the highest step, as a number', async () => {
    const dir = folder();
    for (const step of [999_999, 1_000_000, 5]) await saveCheckpoint(dir, contentOf(step), { keep: 9 });
    expect((await listCheckpoints(dir)).map(({ name }) => name)).toEqual([
      'step-1000000',
      'step-999999',
      'step-000005',
    ]);
    expect(await newest(dir)).toEqual({ step: 1_000_000, skipped: [] });
  });

  it('find nothing where nothing is, and pass other names by', async () => {
    const dir = folder();
    expect(await loadCheckpoint(join(dir, 'none'))).toBeUndefined();
    expect(await listCheckpoints(dir)).toEqual([]);
    for (const name of ['step-1', 'step-0000001', 'step-abcdef', 'notes.txt', '.tmp-step-000001-1']) {
      mkdirSync(join(dir, name));
    }
    expect(await listCheckpoints(dir)).toEqual([]);
    expect(await newest(dir)).toEqual({ step: undefined, skipped: [] });
  });

  it('take one by its name, or say which there are', async () => {
    const dir = folder();
    for (const step of [1, 2]) await saveCheckpoint(dir, contentOf(step));
    expect((await loadCheckpoint(dir, { name: 'step-000001' }))?.tensors).toEqual(tensorsOf(1));
    for (const name of ['step-000003', '../x', '']) {
      await expect(loadCheckpoint(dir, { name })).rejects.toMatchObject({
        code: 'checkpoint/unknown',
        message: `There is no checkpoint '${name}' in ${dir}. There are: step-000002, step-000001.`,
      });
    }
    writeFileSync(join(dir, 'step-000002', 'state.safetensors'), '');
    await expect(loadCheckpoint(dir, { name: 'step-000002' })).rejects.toMatchObject({
      code: 'checkpoint/altered',
    });
  });

  it('replace a checkpoint of the same step', async () => {
    const dir = folder();
    await saveCheckpoint(dir, contentOf(3, { engine: 'old', tensors: { old: filled([2], 1) } }));
    await saveCheckpoint(dir, contentOf(3, { engine: 'new' }));
    expect((await loadCheckpoint(dir))?.manifest.engine).toBe('new');
    expect(await newest(dir)).toEqual({ step: 3, skipped: [] });
    expect(readdirSync(dir)).toEqual(['step-000003']);
  });

  it('keep the newest and the best', async () => {
    const dir = folder();
    const scores = [5, 1, 4, 3, 6];
    for (const [i, score] of scores.entries())
      await saveCheckpoint(dir, contentOf(i + 1, { score }), { keep: 2 });
    expect(readdirSync(dir).sort()).toEqual(['step-000002', 'step-000004', 'step-000005']);
    for (const step of [6, 7, 8, 9]) await saveCheckpoint(dir, contentOf(step)); // 3 unless told
    expect(readdirSync(dir).sort()).toEqual(['step-000002', 'step-000007', 'step-000008', 'step-000009']);
    await expect(saveCheckpoint(dir, contentOf(9), { keep: 0 })).rejects.toMatchObject({
      code: 'checkpoint/keep',
    });
  });

  it('saves called at once wait for one another', async () => {
    const dir = folder();
    await Promise.all([1, 2, 3, 3].map((step) => saveCheckpoint(dir, contentOf(step), { keep: 2 })));
    expect(readdirSync(dir).sort()).toEqual(['step-000002', 'step-000003']);
    expect(await newest(dir)).toEqual({ step: 3, skipped: [] });
  });

  it('a save takes the tensors as they are when it is called', async () => {
    const dir = folder();
    const weight = filled([1000], 1);
    const saving = saveCheckpoint(dir, contentOf(1, { tensors: { weight } }));
    weight.data.fill(2);
    await saving;
    expect((await loadCheckpoint(dir))?.tensors.weight).toEqual(filled([1000], 1));
  });

  it('writes nothing for content that is not valid', async () => {
    const dir = join(folder(), 'new');
    await expect(saveCheckpoint(dir, contentOf(1, { score: NaN }))).rejects.toMatchObject({
      code: 'checkpoint/manifest',
    });
    expect(existsSync(dir)).toBe(false);
  });
});

describe('what a killed process left', () => {
  it('is removed at the next save', async () => {
    const dir = folder();
    for (const name of ['.tmp-step-000001-123', '.tmp-removed-step-000002-123']) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, 'state.safetensors'), 'half');
    }
    await saveCheckpoint(dir, contentOf(3));
    expect(readdirSync(dir)).toEqual(['step-000003']);
  });

  it('is used if a checkpoint was just being replaced', async () => {
    const dir = folder();
    await saveCheckpoint(dir, contentOf(3));
    renameSync(join(dir, 'step-000003'), join(dir, 'step-000003.replaced'));
    expect(await newest(dir)).toEqual({ step: 3, skipped: [] });
    expect(await loadCheckpoint(dir, { name: 'step-000003' })).toBeDefined();
    await saveCheckpoint(dir, contentOf(4));
    expect(readdirSync(dir).sort()).toEqual(['step-000003', 'step-000004']);
  });

  it('is removed if a checkpoint had just been replaced', async () => {
    const dir = folder();
    await saveCheckpoint(dir, contentOf(3, { engine: 'old' }));
    renameSync(join(dir, 'step-000003'), join(dir, 'step-000003.replaced'));
    rmSync(join(dir, 'step-000003'), { recursive: true, force: true });
    const other = folder();
    await saveCheckpoint(other, contentOf(3, { engine: 'new' }));
    renameSync(join(other, 'step-000003'), join(dir, 'step-000003'));
    expect((await loadCheckpoint(dir))?.manifest.engine).toBe('new');
    await saveCheckpoint(dir, contentOf(4));
    expect(readdirSync(dir).sort()).toEqual(['step-000003', 'step-000004']);
    expect((await loadCheckpoint(dir, { name: 'step-000003' }))?.manifest.engine).toBe('new');
  });
});

describe('a folder that cannot be used', () => {
  it('is told from a file', async () => {
    const path = join(folder(), 'file');
    writeFileSync(path, 'precious');
    for (const dir of [path, join(path, 'below')]) {
      await expect(saveCheckpoint(dir, contentOf(1))).rejects.toMatchObject({
        code: 'checkpoint/not-a-folder',
        message: expect.stringContaining(`Writing the checkpoint ${join(dir, 'step-000001')} failed: `),
      });
    }
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await expect(loadCheckpoint(path)).rejects.toMatchObject({ code: 'checkpoint/not-a-folder' });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is told from one without permission (not tested as root, who may do everything)',
    async () => {
      const dir = folder();
      execFileSync('chmod', ['555', dir]);
      await expect(saveCheckpoint(dir, contentOf(1))).rejects.toMatchObject({
        code: 'checkpoint/permission',
      });
      execFileSync('chmod', ['755', dir]);
    },
  );
});

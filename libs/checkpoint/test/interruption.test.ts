/** A save that breaks down at any single call to the file system leaves a valid checkpoint, the old or the new one. */
import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '@kantor/checkpoint';
import type { Breakdown } from './support/failing-disk.js';
import { contentOf, newest, temporaryFolders } from './support/training.js';

const breakdown = vi.hoisted((): Breakdown => ({ at: Infinity, code: undefined, calls: 0, log: [] }));
vi.mock('node:fs/promises', async (original) => {
  const { failingDisk } = await import('./support/failing-disk.js');
  return failingDisk(await original(), breakdown);
});

const folder = temporaryFolders();

/** Saves the checkpoints 1 to 3, then `step` while the disk breaks down at call `at`. */
async function breakAt(
  at: number,
  code: string | undefined,
  step: number,
): Promise<{ dir: string; error: unknown }> {
  const dir = folder();
  for (const done of [1, 2, 3]) await saveCheckpoint(dir, contentOf(done, { engine: 'old' }), { keep: 3 });
  Object.assign(breakdown, { at, code, calls: 0, log: [] });
  const error: unknown = await saveCheckpoint(dir, contentOf(step, { engine: 'new' }), { keep: 2 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  breakdown.at = Infinity;
  return { dir, error };
}

/** Runs `check` for a breakdown at the first call, the second, and so on, until a save needs no more calls. */
async function forEachCall(
  code: string | undefined,
  step: number,
  check: (dir: string, error: unknown) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at++) {
    const { dir, error } = await breakAt(at, code, step);
    if (breakdown.calls < at) return at - 1;
    await check(dir, error);
  }
}

describe.each([
  ['a new step', 4, ['step-000003', 'step-000004']],
  ['the same step again', 3, ['step-000002', 'step-000003']],
])('saving %s', (_, step, expected) => {
  it('and being killed at any call leaves the old checkpoint or the new one, and the next save tidies up', async () => {
    const outcomes = new Set<string>();
    const calls = await forEachCall(undefined, step, async (dir) => {
      const { step: found, skipped } = await newest(dir);
      expect(skipped).toEqual([]);
      expect(found).toBeGreaterThanOrEqual(3);
      expect((await listCheckpoints(dir)).filter((one) => 'problem' in one)).toEqual([]);
      outcomes.add((await loadCheckpoint(dir))?.manifest.engine ?? 'none');

      await saveCheckpoint(dir, contentOf(step, { engine: 'again' }), { keep: 2 });
      expect(readdirSync(dir).sort()).toEqual(expected);
      expect((await loadCheckpoint(dir))?.manifest.engine).toBe('again');
    });
    expect(calls).toBeGreaterThan(15);
    expect(outcomes).toEqual(new Set(['old', 'new']));
  });

  it('with a full disk at any call is one clear error, and nothing half-written stays', async () => {
    let failures = 0;
    await forEachCall('ENOSPC', step, async (dir, error) => {
      const { step: found, skipped } = await newest(dir);
      expect(skipped).toEqual([]);
      expect(found).toBeGreaterThanOrEqual(3);
      failures++;
      expect(error).toMatchObject({
        code: 'checkpoint/disk-full',
        message: expect.stringContaining('Free some space'),
      });
      if (!String(error).includes('Writing the checkpoint')) return; // removing old ones failed: see the next save
      for (const name of readdirSync(dir)) expect(name).toMatch(/^step-\d{6}$/);
    });
    expect(failures).toBeGreaterThan(15);
  });
});

describe('a checkpoint', () => {
  it('gets its name when its files have reached the disk, and then its name is made to', async () => {
    await breakAt(Infinity, undefined, 4);
    const temporary = `.tmp-step-000004-${process.pid}`;
    const steps = breakdown.log.filter((call) => !/^(open|list)/.test(call));
    expect(
      steps.slice(steps.indexOf(`mkdir ${temporary}`), steps.indexOf('rename to step-000004') + 2),
    ).toEqual([
      `mkdir ${temporary}`,
      'write state.safetensors',
      'sync state.safetensors',
      'write manifest.json',
      'sync manifest.json',
      `sync ${temporary}`,
      'rename to step-000004',
      expect.stringMatching(/^sync kantor-checkpoint-/),
    ]);
  });
});

describe('errors of the file system', () => {
  it.each([
    ['EACCES', 'checkpoint/permission', 'this user may not'],
    ['EPERM', 'checkpoint/permission', 'this user may not'],
    ['EROFS', 'checkpoint/permission', 'the file system is read-only'],
    ['EDQUOT', 'checkpoint/disk-full', 'quota is used up'],
    ['EIO', 'checkpoint/disk', 'EIO: simulated'],
  ])('%s is %s', async (code, expected, words) => {
    const { dir, error } = await breakAt(1, code, 4);
    expect(error).toMatchObject({
      code: expected,
      message: expect.stringMatching(`^Writing the checkpoint ${dir}/step-000004 failed: .*${words}.*\\.$`),
      cause: { code },
    });
  });
});

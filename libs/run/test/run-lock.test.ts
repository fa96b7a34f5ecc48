/** One process at a time trains in a folder, and what a killed one left is in nobody's way. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { holdingNewRun, holdingRun, runFolder, type RunFolder } from '@kantor/run';

let home: string;
let folder: RunFolder;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kantor-'));
  folder = runFolder(join(home, 'run'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const done = () => Promise.resolve('done');
const now = new Date('2026-11-21T00:00:00.000Z');
const since = now.toISOString();

function leaveLock(lock: string | object): void {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(folder.lock, typeof lock === 'string' ? lock : JSON.stringify(lock));
}

/** What the lock of this process says. */
async function ownLock(): Promise<{ pid: number; began?: string; since: string }> {
  const text = await holdingRun(folder, now, () => Promise.resolve(readFileSync(folder.lock, 'utf8')));
  return JSON.parse(text) as { pid: number; began?: string; since: string };
}

describe('the lock of a run', () => {
  it('stands in the folder for as long as the work takes, whatever becomes of it', async () => {
    expect(await ownLock()).toMatchObject({ pid: process.pid, since });
    expect(readdirSync(folder.path)).toEqual([]);
    const failing = holdingRun(folder, now, () => Promise.reject(new Error('of the work')));
    await expect(failing).rejects.toThrow('of the work');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('refuses a second holder, and names the first and what to do', async () => {
    await holdingRun(folder, now, async () => {
      await expect(holdingRun(folder, now, done)).rejects.toMatchObject({
        code: 'run/locked',
        message: expect.stringMatching(
          new RegExp(
            `^Process ${process.pid} has been training in ${folder.path} since 2026.*kill ${process.pid}`,
          ),
        ) as string,
      });
      expect(existsSync(folder.lock)).toBe(true);
    });
  });

  it('is had by one of many who want it at once', async () => {
    leaveLock({ pid: spawnSync('true').pid, since });
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      inside--;
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => holdingRun(folder, now, work)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of a process that is gone is taken over', async () => {
    leaveLock({ pid: spawnSync('true').pid, since });
    expect(await holdingRun(folder, now, done)).toBe('done');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')(
    'of another process that had the same number is taken over (only Linux tells them apart)',
    async () => {
      const own = await ownLock();
      leaveLock({ ...own, began: own.began?.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) });
      expect(await holdingRun(folder, now, done)).toBe('done');
      leaveLock({ ...own, began: own.began?.replace(/^./, '-') }); // of another boot
      expect(await holdingRun(folder, now, done)).toBe('done');
    },
  );

  it('without the start of its process counts as long as there is one of its number', async () => {
    leaveLock({ pid: process.pid, since });
    await expect(holdingRun(folder, now, done)).rejects.toMatchObject({ code: 'run/locked' });
  });

  it.each(['', '{"pid":', 'null', '{"pid":0}'])('that was cut short, "%s", is taken over', async (lock) => {
    leaveLock(lock);
    expect(await holdingRun(folder, now, done)).toBe('done');
  });

  it('leaves the lock of another process that has taken the folder alone', async () => {
    const child = spawn('sleep', ['60']);
    onTestFinished(() => void child.kill());
    const other = JSON.stringify({ pid: child.pid, since });
    await holdingRun(folder, now, () => Promise.resolve(writeFileSync(folder.lock, other)));
    expect(readFileSync(folder.lock, 'utf8')).toBe(other);
  });
});

describe('a new run', () => {
  const begin = () => holdingNewRun(folder, now, done);

  it('has a folder with room for samples', async () => {
    expect(await begin()).toBe('done');
    expect(readdirSync(folder.path)).toEqual(['samples']);
  });

  it('never begins over something', async () => {
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, 'notes.txt'), '');
    await expect(begin()).rejects.toThrow('is not empty');
    writeFileSync(folder.info, '{}');
    await expect(begin()).rejects.toThrow('--resume');
    leaveLock({ pid: spawnSync('true').pid, since });
    await expect(begin()).rejects.toThrow('holds a run');
    expect(readdirSync(folder.path).sort()).toEqual(['notes.txt', 'run.json']);
  });

  it('begins over what one left that was killed before it had a run', async () => {
    leaveLock({ pid: spawnSync('true').pid, since });
    writeFileSync(folder.model, '{');
    expect(await begin()).toBe('done');
  });

  it('does not begin where another one just begins', async () => {
    leaveLock({ pid: process.pid, since });
    await expect(begin()).rejects.toMatchObject({ code: 'run/locked' });
  });
});

/** Processes from /proc. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listProcesses, parseStat, treeOf } from '../../src/server/process-tree.js';

/** Of a shell's child; fields 14 to 17 are 150, 50, 25 and 5 ticks. */
const line = (name: string): string =>
  `4242 (${name}) S 17 4242 9 0 -1 4194560 1 2 3 4 150 50 25 5 20 0 1 0 99 1 1 1`;

describe('parseStat', () => {
  it('adds up user and system time, of the process and of children that have ended', () => {
    expect(parseStat(line('node'))).toEqual({ pid: 4242, parent: 17, session: 9, seconds: 2.3 });
  });
  it.each(['my server', 'a) R 1 (b', '(sd-pam)'])("is not misled by the name '%s'", (name) => {
    expect(parseStat(line(name))).toEqual(parseStat(line('node')));
  });
});

describe('treeOf', () => {
  const stat = (pid: number, parent: number, session: number) => ({ pid, parent, session, seconds: 0 });
  const pids = (root: number, all: readonly ReturnType<typeof stat>[]) =>
    treeOf(root, all).map(({ pid }) => pid);

  it('has children of children, in whatever order they are listed', () => {
    expect(pids(10, [stat(12, 11, 5), stat(11, 10, 5), stat(10, 1, 5), stat(13, 1, 5)])).toEqual([
      12, 11, 10,
    ]);
  });
  it('has those that left their parent and stayed in the session', () => {
    expect(pids(10, [stat(10, 1, 10), stat(11, 1, 10), stat(12, 11, 12)])).toEqual([10, 11, 12]);
  });
  it('of a process that is gone is empty', () => expect(pids(10, [stat(11, 1, 11)])).toEqual([]));
});

it.skipIf(process.platform !== 'linux')('sees a child of this process (only Linux has /proc)', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  await once(child, 'spawn');
  expect(treeOf(process.pid, listProcesses()).map(({ pid }) => pid)).toContain(child.pid);
  child.kill();
  await once(child, 'exit');
});

/** Samplers whose workers are processes: the same samples, and whatever happens to a process happens to it alone. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { WorkerEvent } from '@kantor/sampler';
import { type Sampler } from '@kantor/sampler/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bits } from './support/bits.js';
import { hasEnded } from './support/ended.js';
import { childUrl, inProcess, useLoad } from './support/load.js';
import { echo, untrained } from './support/models.js';

const load = useLoad();
const digits = untrained('mnist-wgan-gp');
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A script for processes: `code`, and then the real one. */
function scriptOf(code: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-child-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'child.mjs');
  writeFileSync(path, `${code}\nawait import(${JSON.stringify(childUrl.href)});`);
  return pathToFileURL(path);
}

/** A program that has `sampler`, whose one worker is a process. */
function programOf(code: string, script = childUrl): readonly string[] {
  const program = `
    import { Sampler } from '@kantor/sampler/node';
    const sampler = await Sampler.load(Buffer.from(process.argv[1], 'base64'), {
      device: 'cpu', isolation: 'process', workerUrl: new URL(process.argv[2]),
    });
    ${code}`;
  return ['--input-type=module', '-e', program, Buffer.from(echo()).toString('base64'), script.href];
}

const pidsOf = (sampler: Sampler): readonly number[] => sampler.report().pids ?? [];

describe('a sampler in processes', () => {
  it('draws the same bits as one in threads, for any size of batch', async () => {
    const [thread, process] = [await load(digits), await load(digits, { ...inProcess, pool: 2 })];
    for (const count of [1, 3, 64, 200]) {
      const { data } = await process.sample({ seed: 5, count });
      expect(bits(data)).toBe(bits((await thread.sample({ seed: 5, count })).data));
    }
    const calls = Array.from({ length: 30 }, (_, seed) => process.sample({ seed, count: 1 + seed }));
    for (const [seed, { data }] of (await Promise.all(calls)).entries()) {
      expect(bits(data)).toBe(bits((await thread.sample({ seed, count: 1 + seed })).data));
    }
  });

  it('says which they are; one in threads has none', async () => {
    const sampler = await load(echo(), { ...inProcess, pool: 2 });
    const pids = pidsOf(sampler);
    expect(new Set([...pids, process.pid]).size).toBe(3);
    expect(sampler.report()).toMatchObject({ isolation: 'process', workers: 2, open: 2, dead: 0 });
    expect((await load(echo())).report()).toMatchObject({ isolation: 'thread', pids: undefined });
    await sampler.dispose();
    for (const pid of pids) expect(hasEnded(pid)).toBe(true);
  });

  it('has errors with their codes', async () => {
    const sampler = await load(echo(), inProcess);
    await expect(sampler.sample({ count: -1 })).rejects.toMatchObject({ code: 'sampler/count' });
    await expect(load(echo(), { ...inProcess, device: 'cuda' })).rejects.toMatchObject({
      code: 'runtime/device',
      message: expect.stringContaining('cuda: '),
    });
  });

  it.each([
    ['throws', "throw new Error('no luck');", 'exit code 1'],
    ['ends', 'process.exit(4);', 'exit code 4'],
    ['is killed', "process.kill(process.pid, 'SIGKILL');", 'SIGKILL'],
  ])('whose process %s before it begins is refused', async (_what, code, message) => {
    const asked = load(echo(), { isolation: 'process', workerUrl: scriptOf(code) });
    await expect(asked).rejects.toMatchObject({
      code: 'sampler/worker',
      message: expect.stringContaining(message),
    });
  });
});

describe('a process that is killed', () => {
  it('while nobody asks is replaced at once, and the owner is told', async () => {
    const events: WorkerEvent[] = [];
    const openThen: number[] = [];
    const onWorker = (event: WorkerEvent) => {
      events.push(event);
      openThen.push(sampler.report().open);
    };
    const sampler: Sampler = await load(echo(), { ...inProcess, onWorker });
    const [pid] = pidsOf(sampler);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => sampler.report(), { timeout: 10_000 }).toMatchObject({ open: 1, replaced: 1 });
    const message = `The sampler's worker process ${pid} has ended (SIGKILL).`;
    const [next] = pidsOf(sampler);
    expect(next).not.toBe(pid);
    expect(events).toEqual([
      { kind: 'lost', worker: 0, pid, error: expect.objectContaining({ code: 'sampler/worker', message }) },
      { kind: 'replaced', worker: 0, pid: next },
    ]);
    expect(openThen).toEqual([0, 1]);
    expect((await sampler.sample({ count: 3 })).count).toBe(3);
  });

  it('again and again under load costs nobody a wrong bit', { timeout: 120_000 }, async () => {
    const sampler = await load(digits, { ...inProcess, pool: 2 });
    const expected = await load(digits);
    const counts = Array.from({ length: 100 }, (_, seed) => 1 + ((seed * 37) % 150));
    const calls = Promise.allSettled(counts.map((count, seed) => sampler.sample({ seed, count })));
    let kills = 0;
    const killing = setInterval(() => {
      for (const pid of kills < 6 ? pidsOf(sampler).slice(kills % 2, 1 + (kills % 2)) : []) {
        process.kill(pid, 'SIGKILL');
        kills++;
      }
    }, 15);
    const outcomes = await calls;
    clearInterval(killing);
    expect(kills).toBeGreaterThan(1);
    let drawn = 0;
    for (const [seed, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'sampler/worker' });
      else {
        drawn++;
        const { data } = await expected.sample({ seed, count: counts[seed] });
        expect(bits(outcome.value.data), `call ${seed}`).toBe(bits(data));
      }
    }
    expect(drawn).toBeGreaterThan(0);
    await expect.poll(() => sampler.report(), { timeout: 20_000 }).toMatchObject({ open: 2, rows: { waiting: 0, running: 0 } }); // prettier-ignore
    expect((await sampler.sample({ count: 70 })).count).toBe(70);
  });
});

describe('the parent', () => {
  it('decides when its processes end, whatever signals come to their group', async () => {
    const sampler = await load(echo(), inProcess);
    const [pid] = pidsOf(sampler);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(pid, signal);
    for (let seed = 0; seed < 20; seed++) await sampler.sample({ seed });
    expect(sampler.report()).toMatchObject({ replaced: 0, pids: [pid] });
  });

  it('that is killed takes its processes with it', async () => {
    const code = 'console.log(sampler.report().pids[0]); setInterval(() => {}, 1000);';
    const parent = spawn(process.execPath, programOf(code), { cwd: root, stdio: ['ignore', 'pipe', 2] });
    const [line] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(hasEnded(pid)).toBe(false);
    parent.kill('SIGKILL');
    await expect.poll(() => hasEnded(pid), { timeout: 10_000 }).toBe(true);
  });

  it('has on its stderr whatever its processes print', async () => {
    const script = scriptOf("console.log('said'); console.error('complained');");
    const args = programOf("console.log('drawn', (await sampler.sample()).count);", script);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
    expect(stdout).toBe('drawn 1\n');
    expect(stderr).toBe('said\ncomplained\n');
  });
});

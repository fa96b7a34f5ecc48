/** The folder of a run: what it holds, which is newest, and that nothing is overwritten. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findModel,
  modelHash,
  newestRun,
  readRunInfo,
  replaceFile,
  runFolder,
  writeRunInfo,
  type RunInfo,
} from '@kantor/run';

const info: RunInfo = {
  format: 1,
  model: 'tiny',
  modelHash: 'abc',
  seed: 1,
  steps: 10,
  engine: 'ort-cpu',
  threads: 2,
  createdAt: '2026-11-21T00:00:00.000Z',
};

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'kantor-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a run folder', () => {
  it('gives back what was written about the run', () => {
    const folder = runFolder(home);
    writeRunInfo(folder, info);
    expect(readRunInfo(folder)).toEqual(info);
    expect(readdirSync(home)).toEqual(['run.json']);
  });

  it('gives back a batch size of its own', () => {
    const folder = runFolder(home);
    writeRunInfo(folder, { ...info, batchSize: 8 });
    expect(readRunInfo(folder)).toEqual({ ...info, batchSize: 8 });
  });

  it.each([
    '{',
    '{}',
    '[]',
    'null',
    '{"format":2,"seed":1,"steps":1,"modelHash":"a"}',
    '{"format":1,"seed":1,"steps":1,"modelHash":"a","batchSize":0}',
  ])('refuses the description %s', (text) => {
    const folder = runFolder(home);
    writeFileSync(folder.info, text);
    expect(() => readRunInfo(folder)).toThrow(folder.info);
  });

  it('is the newest if its metrics were written last', () => {
    for (const [name, time] of [
      ['old', 1000],
      ['newest', 3000],
      ['middle', 2000],
    ] as const) {
      const folder = runFolder(join(home, name));
      mkdirSync(folder.path);
      writeRunInfo(folder, info);
      writeFileSync(folder.metrics, '');
      utimesSync(folder.metrics, time, time);
    }
    mkdirSync(join(home, 'no-run'));
    expect(newestRun(home).path).toBe(join(home, 'newest'));
  });

  it('says how to train where there is none', () => {
    expect(() => newestRun(home)).toThrow('trainer:train');
    expect(() => newestRun(join(home, 'nowhere'))).toThrow('nowhere');
  });
});

describe('replaceFile', () => {
  it('leaves the new content and nothing else', () => {
    const path = join(home, 'file');
    replaceFile(path, 'one');
    replaceFile(path, Uint8Array.of(116, 119, 111));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(home)).toEqual(['file']);
  });

  it('replaces the file that a link leads to', () => {
    writeFileSync(join(home, 'file'), 'one');
    symlinkSync('file', join(home, 'link'));
    replaceFile(join(home, 'link'), 'two');
    expect(readFileSync(join(home, 'file'), 'utf8')).toBe('two');
    expect(readlinkSync(join(home, 'link'))).toBe('file');
  });

  it('names the path that it was given when it fails, and leaves nothing', () => {
    const path = join(home, 'folder');
    mkdirSync(path);
    expect(() => replaceFile(path, 'one')).toThrow(expect.objectContaining({ code: 'EISDIR', path }));
    expect(readdirSync(home)).toEqual(['folder']);
  });

  it.skipIf(!existsSync('/dev/full'))('does so when the disk is full (needs /dev/full)', () => {
    const path = join(home, 'file');
    writeFileSync(path, 'one');
    symlinkSync('/dev/full', `${path}.tmp`);
    expect(() => replaceFile(path, 'two')).toThrow(expect.objectContaining({ code: 'ENOSPC', path }));
    expect(readFileSync(path, 'utf8')).toBe('one');
    expect(readdirSync(home)).toEqual(['file']);
  });
});

describe('findModel', () => {
  it('finds a shipped model by its name', () => {
    expect(findModel('mnist-wgan-gp').data).toEqual({ kind: 'mnist', range: [-1, 1] });
  });

  it('names the nearest model and all of them', () => {
    expect(() => findModel('eight-gausians')).toThrow(/did you mean 'eight-gaussians'\?[^]*swiss-roll/);
  });

  it('takes a path, and says when the file is no JSON', () => {
    const path = join(home, 'model.json');
    writeFileSync(path, '{ no');
    expect(() => findModel(path)).toThrow(`${path} cannot be read as JSON`);
  });

  it('hashes what a spec means, not how it is written', () => {
    const spec = findModel('eight-gaussians');
    const reordered = Object.fromEntries(Object.entries(spec).reverse()) as typeof spec;
    expect(modelHash(reordered)).toBe(modelHash(spec));
    expect(modelHash({ ...spec, latent: { ...spec.latent, size: 3 } })).not.toBe(modelHash(spec));
  });
});

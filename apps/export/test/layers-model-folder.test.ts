/** The folder of an export: replaced as a whole, and never at the cost of what somebody else put there. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { replaceFolder, requireReplaceable } from '../src/layers-model-folder.js';

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kantor-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  folder = join(home, 'digits');
});

function exported(paths: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const json = { weightsManifest: [{ paths }], userDefinedMetadata: { 'kantor.format': '1' } };
  const bytes = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ['model.json', bytes(JSON.stringify(json))],
    ...paths.map((path) => [path, bytes(path)] as const),
  ]);
}

it('writes a new folder', () => {
  requireReplaceable(folder);
  replaceFolder(folder, exported(['a.bin']));
  expect(readdirSync(folder).sort()).toEqual(['a.bin', 'model.json']);
  expect(readFileSync(join(folder, 'a.bin'), 'utf8')).toBe('a.bin');
  expect(readdirSync(home)).toEqual(['digits']);
});

it('puts an export in the place of an earlier one, of which nothing is left', () => {
  replaceFolder(folder, exported(['a.bin', 'b.bin']));
  requireReplaceable(folder);
  replaceFolder(folder, exported(['c.bin']));
  expect(readdirSync(folder).sort()).toEqual(['c.bin', 'model.json']);
  expect(readdirSync(home)).toEqual(['digits']);
});

it('takes an empty folder', () => {
  mkdirSync(folder);
  requireReplaceable(folder);
  replaceFolder(folder, exported([]));
  expect(readdirSync(folder)).toEqual(['model.json']);
});

it.each([
  ['a file of someone else', () => writeFileSync(join(folder, 'notes.txt'), ''), 'notes.txt'],
  ['a model of someone else', () => writeFileSync(join(folder, 'model.json'), '{}'), 'model.json'],
  ['a broken model', () => writeFileSync(join(folder, 'model.json'), '{'), 'model.json'],
  [
    'an export and a file besides',
    () => {
      replaceFolder(folder, exported(['a.bin']));
      writeFileSync(join(folder, 'index.html'), '');
    },
    'index.html',
  ],
])('refuses a folder with %s', (_what, fill, name) => {
  mkdirSync(folder);
  fill();
  expect(() => requireReplaceable(folder)).toThrow(`holds ${name}`);
});

it('refuses a file in its place', () => {
  writeFileSync(folder, '');
  expect(() => requireReplaceable(folder)).toThrow('is no folder');
});

it('makes the folders above it', () => {
  replaceFolder(join(home, 'site/public/digits'), exported(['a.bin']));
  expect(readdirSync(join(home, 'site/public'))).toEqual(['digits']);
});

it.skipIf(!existsSync('/dev/full'))('names the folder when the disk is full (needs /dev/full)', () => {
  symlinkSync('/dev/full', join(home, 'full'));
  expect(() => replaceFolder(folder, exported(['../full']))).toThrow(
    expect.objectContaining({ code: 'ENOSPC', path: folder }),
  );
  expect(readdirSync(home)).toEqual(['full']);
});

it('leaves the earlier export where it is if writing fails', () => {
  replaceFolder(folder, exported(['a.bin']));
  expect(() => replaceFolder(folder, exported(['no/such/folder/b.bin']))).toThrow('ENOENT');
  expect(readdirSync(folder).sort()).toEqual(['a.bin', 'model.json']);
  expect(readdirSync(home)).toEqual(['digits']);
  expect(existsSync(join(folder, 'a.bin'))).toBe(true);
});

/** Where exports go: what is refused before the work, and that looking leaves no trace. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireFile, requireFolderFor } from '../src/destination.js';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'kantor-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the place of a file', () => {
  it.each(['new.onnx', 'old.onnx', 'link.onnx', 'no/such/folder/new.onnx'])('may be %s', (name) => {
    writeFileSync(join(home, 'old.onnx'), '');
    symlinkSync('old.onnx', join(home, 'link.onnx'));
    requireFile(join(home, name));
    expect(readdirSync(home).sort()).toEqual(['link.onnx', 'old.onnx']);
  });

  it.each([
    ['a folder', () => mkdirSync(join(home, 'out')), 'out is a folder'],
    ['a pipe', () => execFileSync('mkfifo', [join(home, 'out')]), 'out is no file but a device, a pipe'],
    [
      'a link to a pipe',
      () => {
        execFileSync('mkfifo', [join(home, 'pipe')]);
        symlinkSync('pipe', join(home, 'out'));
      },
      'out is no file but a device, a pipe',
    ],
  ])('is not %s', (_what, make, message) => {
    make();
    const before = readdirSync(home);
    expect(() => requireFile(join(home, 'out'))).toThrow(message);
    expect(readdirSync(home)).toEqual(before);
  });

  it('is not a folder that would have to be made', () => {
    expect(() => requireFile(join(home, 'new/'))).toThrow('new/ is a folder');
  });
});

describe('what holds an export', () => {
  it('is no file', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => requireFolderFor(join(home, 'file/in/it'))).toThrow(`since ${home}/file is no folder`);
  });

  it.skipIf(process.getuid?.() === 0)('may be written to (root, who can write anywhere, skips this)', () => {
    chmodSync(home, 0o500);
    expect(() => requireFolderFor(join(home, 'new/digits'))).toThrow('EACCES');
  });
});

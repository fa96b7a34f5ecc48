/** Linked libraries, read from real files and from damaged ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neededLibraries } from '../../src/doctor/elf.js';
import { findCudaProvider } from '../../src/doctor/onnxruntime.js';
import { folderWith } from './temporary.js';

const linux = process.platform === 'linux';

describe('needed libraries', () => {
  it.skipIf(!linux)(`of Node itself are there${linux ? '' : ' (skipped: needs Linux)'}`, () => {
    const needed = neededLibraries(process.execPath);
    expect(needed).toContain('libc.so.6');
    expect(needed).toContain('libm.so.6');
    for (const name of needed) expect(name).toMatch(/^(lib|ld-)[\w+.-]+\.so\.\d+$/);
  });

  it('are none of a file that is missing, of text, and of an empty file', () => {
    const folder = folderWith({
      text: 'no library at all, but longer than a header is: '.repeat(3),
      empty: '',
    });
    for (const name of ['text', 'empty', 'missing']) expect(neededLibraries(join(folder, name))).toEqual([]);
  });

  it.skipIf(!linux).each([63, 64, 200, 5000])(
    `are none, or some of them, of a file that ends after %i bytes${linux ? '' : ' (skipped: needs Linux)'}`,
    (size) => {
      const folder = folderWith({ torn: readFileSync(process.execPath).subarray(0, size) });
      const whole = neededLibraries(process.execPath);
      for (const name of neededLibraries(join(folder, 'torn'))) expect(whole).toContain(name);
    },
  );
});

describe('the CUDA provider of onnxruntime-node', () => {
  it('is described by the package that is installed', () => {
    const provider = findCudaProvider();
    expect(provider?.fetch).toBe('node node_modules/onnxruntime-node/script/install.js');
    if (provider?.installed === false) expect(provider.libraries).toEqual([]);
    if (linux && process.arch === 'x64') expect(provider?.offered).toMatch(/^\d+$/);
  });

  it('is nothing where the package has none', () => {
    expect(findCudaProvider(folderWith({}))).toEqual({
      installed: false,
      libraries: [],
      fetch: expect.any(String),
    });
  });
});

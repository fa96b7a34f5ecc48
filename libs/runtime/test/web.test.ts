/** ONNX Runtime for browsers as Node sees it: the list of its files, copying them, and imports on a server. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { copyWebFiles } from '@kantor/runtime/node';
import { webRuntime, webVariants, webVersion, type WebVariant } from '@kantor/runtime/web';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { filesOf } from '../src/web-files.js';

const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));
const variants: readonly (readonly [string, WebVariant])[] = Object.entries(webVariants);
const files = variants.flatMap(([, variant]) => filesOf(variant));

function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kantor-web-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('the list of files', () => {
  it('is of the release that is installed', () => {
    const { version } = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8'));
    expect(version).toBe(webVersion);
  });

  it.each(files)('says how large $name is', ({ name, bytes, gzipBytes }) => {
    expect(statSync(join(folder, name)).size).toBe(bytes);
    // Other builds of zlib find slightly other matches.
    const small = bytes < 1e6;
    if (small) {
      const { length } = gzipSync(readFileSync(join(folder, name)), { level: 9 });
      expect(Math.abs(length - gzipBytes)).toBeLessThan(gzipBytes / 100);
    }
    expect(gzipBytes).toBeLessThan(bytes / 2);
  });

  it.each(variants)('%s: each file asks for the next by the name that it has there', (_name, variant) => {
    const { entry, glue, wasm } = variant;
    expect(readFileSync(join(folder, entry.name), 'utf8')).toContain(glue.name);
    expect(readFileSync(join(folder, glue.name), 'utf8')).toContain(wasm.name);
  });
});

describe('copying', () => {
  it('takes every file, into a folder that may have to be made', () => {
    const target = join(temporaryFolder(), 'public/ort');
    const names = copyWebFiles(target);
    expect([...names].sort()).toEqual(files.map(({ name }) => name).sort());
    expect(readdirSync(target).sort()).toEqual([...names].sort());
    for (const { name, bytes } of files) expect(statSync(join(target, name)).size).toBe(bytes);
  });

  it('takes one variant if that is enough', () => {
    const target = temporaryFolder();
    copyWebFiles(target, ['wasm']);
    expect(readdirSync(target)).toHaveLength(3);
  });
});

describe('on a server', () => {
  it('a runtime for browsers is made, fetches nothing, and has no device', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const runtime = webRuntime({ assets: '/ort/' });
    for (const device of ['webgpu', 'wasm'] as const) {
      expect(await runtime.probe(device)).toEqual({
        device,
        available: false,
        reason: 'This is no page and no web worker.',
        fix: 'In Node, ONNX Runtime comes from nodeRuntime() of @kantor/runtime/node.',
      });
      await expect(runtime.open(new Uint8Array(), { device })).rejects.toMatchObject({
        code: 'runtime/missing',
      });
    }
    expect(fetched).not.toHaveBeenCalled();
  });
});

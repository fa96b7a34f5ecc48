/** The sampler without a bundler: what `kantor-sampler copy-assets` copies, in a page under a strict policy. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Sampler } from '@kantor/sampler/node';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onCpu } from '../sampler/support/load.js';
import { untrained } from '../sampler/support/models.js';
import { useBrowser, visit } from './support/chromium.js';

const browser = useBrowser({ webgpu: true });
const sampler = fileURLToPath(new URL('../../libs/sampler/', import.meta.url));
const bin = join(sampler, 'dist/node/bin.js');
const model = untrained('mnist-wgan-gp');

beforeAll(() => {
  execFileSync(execPath, [join(sampler, 'scripts/standalone.mjs')]);
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const command = (...args: readonly string[]) => spawnSync(execPath, [bin, ...args], { encoding: 'utf8' });
const gzipBytes = (name: string) =>
  gzipSync(readFileSync(join(sampler, 'dist/standalone', name)), { level: 9 }).length;

describe('our own JavaScript', () => {
  it.each(['sampler', 'element'])('of %s and its worker is at most 30 kB', (entry) => {
    const [page, worker] = [gzipBytes(`${entry}.js`), gzipBytes('worker.js')];
    console.log(`${entry}: ${page} bytes in the page, ${worker} in the worker, after gzip`);
    expect(page + worker).toBeLessThan(30_000);
    expect(page + worker).toBeGreaterThan(10_000); // or something is missing
  });

  it.each(['sampler.js', 'element.js', 'worker.js'])('%s imports nothing by name', (name) => {
    const code = readFileSync(join(sampler, 'dist/standalone', name), 'utf8');
    expect(code).not.toMatch(/\bfrom\s*["']|\bimport\s*["']|node:/);
  });

  it('does nothing on a server', () => {
    const script = ['sampler', 'element']
      .map((name) => `await import('./dist/standalone/${name}.js');`)
      .join('');
    execFileSync(execPath, ['--input-type=module', '-e', script], { cwd: sampler });
  });
});

describe('copy-assets', () => {
  it('makes a folder that a page needs nothing beside', async () => {
    const folder = temporaryFolder();
    const { stdout, status } = command('copy-assets', folder);
    expect(status).toBe(0);
    expect(stdout).toContain(`12 files`);
    writeFileSync(join(folder, 'generator.onnx'), model);
    // The tag, as the command prints it.
    const [tag] = /<script type="module".*\n.*<\/kantor-samples>/.exec(stdout) ?? [];
    writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8">${tag}`);
    const { page, troubles, close } = await visit(browser(), { folders: { '/': folder }, strict: true });
    onTestFinished(close);
    await page.getByRole('img', { name: '16 images drawn by test from seed 7.' }).waitFor();
    const { device, data } = await page.evaluate(async () => {
      const { sampler } = document.querySelector('kantor-samples') as { sampler?: Drawn } & Element;
      if (!sampler) throw new Error('There is no sampler.');
      return { device: sampler.device, data: [...(await sampler.sample({ seed: 7, count: 2 })).data] };
    });
    expect(device).toBe('webgpu');
    await using expected = await Sampler.load(model, onCpu);
    const { data: ofNode } = await expected.sample({ seed: 7, count: 2 });
    for (const [i, value] of data.entries()) expect(Math.abs(value - ofNode[i])).toBeLessThan(1e-4);
    expect(troubles).toEqual([]);
  });

  it('prints an import map that its policy allows', async () => {
    const folder = temporaryFolder();
    const { stdout } = command('copy-assets', folder, '--wasm-only');
    writeFileSync(join(folder, 'generator.onnx'), model);
    const [map] = /<script type="importmap">[^]*<\/script>/.exec(stdout) ?? [];
    const [hash] = /'sha256-[^']+'/.exec(stdout) ?? [];
    writeFileSync(
      join(folder, 'page.js'),
      `import { Sampler } from '@kantor/sampler/web';
       globalThis.drawn = Sampler.load('generator.onnx').then((sampler) => sampler.device);`,
    );
    writeFileSync(
      join(folder, 'index.html'),
      `<!doctype html>${map}<script type="module" src="page.js"></script>`,
    );
    const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${hash}; worker-src 'self'`;
    const { page, close } = await visit(browser(), {
      folders: { '/': folder },
      headers: { 'content-security-policy': policy },
    });
    onTestFinished(close);
    await page.waitForFunction(() => 'drawn' in globalThis);
    // WebGPU is there, but its files are not.
    expect(await page.evaluate(() => (globalThis as unknown as { drawn: Promise<string> }).drawn)).toBe(
      'wasm',
    );
  });

  it('replaces what it has put there, and nothing else', () => {
    const folder = temporaryFolder();
    const own = join(folder, 'kantor/sampler.js');
    expect(command('copy-assets', folder, '--wasm-only').status).toBe(0);
    expect(command('copy-assets', folder, '--wasm-only').status).toBe(0);
    expect(readdirSync(join(folder, 'kantor')).sort()).toEqual([
      'element.js',
      'files.json',
      'ort-wasm-simd-threaded.mjs',
      'ort-wasm-simd-threaded.wasm',
      'ort.wasm.min.mjs',
      'sampler.js',
      'worker.js',
    ]);
    writeFileSync(own, 'mine');
    const refused = command('copy-assets', folder);
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('that were changed since: sampler.js. Nothing was copied.');
    expect(readFileSync(own, 'utf8')).toBe('mine');
    expect(readdirSync(join(folder, 'kantor'))).toHaveLength(7);
    expect(command('copy-assets', folder, '--force').status).toBe(0);
    expect(readFileSync(own, 'utf8')).not.toBe('mine');
  });

  it('says how it is used', () => {
    expect(command('--help').stdout).toContain('npx -p @kantor/sampler kantor-sampler copy-assets public/');
    expect(command().stdout).toBe(command('--help').stdout);
    expect(command('copy-assets')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('See --help.'),
    });
    expect(command('copy-assets', 'x', '--fast').stderr).toContain('--fast');
  });
});

interface Drawn {
  readonly device: string;
  sample(options: { seed: number; count: number }): Promise<{ data: Float32Array }>;
}

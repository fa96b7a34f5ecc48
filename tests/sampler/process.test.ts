/** A program and its sampler, of threads and of processes: calls keep it alive, and a sampler that was forgotten does not. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { echo } from './support/models.js';

type Isolation = 'thread' | 'process';

/** What a program prints that has `sampler`, before it ends by itself, with exit code 0. */
async function printed(code: string, isolation: Isolation): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'generator.onnx');
  writeFileSync(path, echo());
  const program = `
    import { Sampler } from '@kantor/sampler/node';
    const sampler = await Sampler.load(process.argv[1], { device: 'cpu', isolation: '${isolation}' });
    ${code}`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url)); // where it finds the library
  const args = ['--input-type=module', '-e', program, path];
  return (await promisify(execFile)(process.execPath, args, { cwd, timeout: 25_000 })).stdout;
}

describe.each<Isolation>(['thread', 'process'])('a program with a sampler of kind %s', (isolation) => {
  it('ends although its sampler was not disposed', async () => {
    expect(await printed("console.log('loaded');", isolation)).toBe('loaded\n');
  });

  it('waits for a call that nobody waits for', async () => {
    const code =
      'setTimeout(() => void sampler.sample({ count: 500 }).then(({ count }) => console.log(count)), 20);';
    expect(await printed(code, isolation)).toBe('500\n');
  });

  it('waits for the end of a sampler that is disposed', async () => {
    const code = "await sampler.sample(); await sampler.dispose(); console.log('disposed');";
    expect(await printed(code, isolation)).toBe('disposed\n');
  });
});

/** Checkpoints that were cut, altered or moved are passed over, and the reason is told. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '@kantor/checkpoint';
import { contentOf, newest, temporaryFolders } from './support/training.js';

const folder = temporaryFolders();

describe('a damaged checkpoint', () => {
  /** Two checkpoints, of which `damage` gets the folder of the newer. */
  async function damaged(damage: (path: string) => void): Promise<string> {
    const dir = folder();
    for (const step of [1, 2]) await saveCheckpoint(dir, contentOf(step));
    damage(join(dir, 'step-000002'));
    return dir;
  }

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'without its state',
      (path) => rmSync(join(path, 'state.safetensors')),
      /state.safetensors failed: it is not there/,
    ],
    [
      'without its manifest',
      (path) => rmSync(join(path, 'manifest.json')),
      /manifest.json failed: it is not there/,
    ],
    ['with an empty manifest', (path) => writeFileSync(join(path, 'manifest.json'), ''), /no JSON/],
    [
      'with a folder as state',
      (path) => (rmSync(join(path, 'state.safetensors')), mkdirSync(join(path, 'state.safetensors'))),
      /state.safetensors/,
    ],
    [
      'that is a file',
      (path) => (rmSync(path, { recursive: true }), writeFileSync(path, '')),
      /part of this path is a file/,
    ],
    [
      'that was renamed',
      (path) => renameSync(path, path.replace(/2$/, '3')),
      /is of step 2; the folder was renamed/,
    ],
  ])('%s is passed over, and the reason told', async (_, damage, reason) => {
    const dir = await damaged(damage);
    const { step, skipped } = await newest(dir);
    expect(step).toBe(1);
    expect(skipped).toEqual([[expect.stringMatching(/^step-00000[23]$/), expect.stringMatching(reason)]]);
    const [listed] = await listCheckpoints(dir);
    expect(listed).toMatchObject({ problem: expect.stringMatching(reason) });
  });

  it.each(['state.safetensors', 'manifest.json'])('with %s cut at any byte is passed over', async (name) => {
    let whole = Buffer.alloc(0);
    const dir = await damaged((path) => (whole = readFileSync(join(path, name))));
    for (let length = 0; length < whole.length - 1; length += 5) {
      writeFileSync(join(dir, 'step-000002', name), whole.subarray(0, length));
      expect(await newest(dir)).toMatchObject({ step: 1, skipped: [['step-000002', expect.any(String)]] });
    }
  });

  it('with any byte of its state changed is passed over', async () => {
    let whole = Buffer.alloc(0);
    const dir = await damaged((path) => (whole = readFileSync(join(path, 'state.safetensors'))));
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] ^= 1 << (at % 8);
      writeFileSync(join(dir, 'step-000002', 'state.safetensors'), changed);
      const { step, skipped } = await newest(dir);
      expect(step).toBe(1);
      expect(skipped[0][1]).toMatch(/does not have the SHA-256 checksum in its manifest/);
    }
  });

  it('with any byte of its manifest changed is passed over, or says the same', async () => {
    let whole = Buffer.alloc(0);
    const dir = await damaged((path) => (whole = readFileSync(join(path, 'manifest.json'))));
    const manifest = (await loadCheckpoint(dir))?.manifest;
    let harmless = 0;
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] ^= 1 << (at % 8);
      writeFileSync(join(dir, 'step-000002', 'manifest.json'), changed);
      const found = await loadCheckpoint(dir);
      if (found?.step === 1) continue;
      expect(found?.manifest).toEqual(manifest); // another kind of white space
      harmless++;
    }
    expect(harmless).toBeLessThan(whole.length / 10);
  });

  it('is no reason to begin anew where no other steps in: the error tells of each', async () => {
    const dir = await damaged((path) => writeFileSync(join(path, 'manifest.json'), '{'));
    writeFileSync(join(dir, 'step-000001', 'state.safetensors'), 'short');
    const message = expect.stringMatching(
      /none can be read:\n {2}step-000002: .*JSON.*\n {2}step-000001: .* has 5 bytes instead of \d+; it is not whole\.\nRestore/,
    ) as unknown;
    await expect(loadCheckpoint(dir)).rejects.toMatchObject({ code: 'checkpoint/none-whole', message });
  });

  it('gives way to a new one of its step', async () => {
    const dir = await damaged((path) => writeFileSync(join(path, 'manifest.json'), '{}'));
    await saveCheckpoint(dir, contentOf(2));
    expect(await newest(dir)).toEqual({ step: 2, skipped: [] });
  });
});

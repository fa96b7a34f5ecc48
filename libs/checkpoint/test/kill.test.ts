/** A process that is killed while it saves, at moments nobody chose, always leaves its newest checkpoint whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filled, stream } from '@kantor/tensor';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '@kantor/checkpoint';
import { compileInto } from './support/compiled.js';
import { contentOf, temporaryFolders } from './support/training.js';

const folder = temporaryFolders();
const kills = 10;

/** Starts the process and kills it `delay` ms after its first save. Returns the last step that it said was saved. */
async function runAndKill(script: string, dir: string, delay: number): Promise<number> {
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text) => (printed += String(text)));
  const closed = once(child, 'close');
  await Promise.race([once(child.stdout, 'data'), closed]);
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
  return Number(printed.trim().split('\n').at(-1));
}

describe('kill -9 while saving', () => {
  it(`leaves the last checkpoint that was reported, or a later one, ${kills} times out of ${kills}`, async () => {
    const script = compileInto(folder(), fileURLToPath(new URL('support/save-for-ever.ts', import.meta.url)));
    const dir = join(folder(), 'checkpoints');
    const moments = Array.from({ length: kills }, () => Math.random() * 100);
    for (const moment of moments) {
      const about = `killed ${moment} ms after its first save`;
      const reported = await runAndKill(script, dir, moment);
      const skipped: string[] = [];
      const found = await loadCheckpoint(dir, { onSkipped: (...reason) => skipped.push(reason.join(': ')) });
      expect(skipped, about).toEqual([]);
      expect(found?.step, about).toBeGreaterThanOrEqual(reported);
      expect(found?.step, about).toBeLessThanOrEqual(reported + 1);
      const expected = stream(found?.step ?? 0, 'weight').normal(new Float32Array(50_000));
      expect(found?.tensors.weight.data, about).toEqual(expected);
      expect(
        (await listCheckpoints(dir)).filter((one) => 'problem' in one),
        about,
      ).toEqual([]);
    }
    const last = (await loadCheckpoint(dir))?.step ?? 0;
    await saveCheckpoint(dir, contentOf(last + 1, { tensors: { weight: filled([1], 0) } }), { keep: 2 });
    expect(readdirSync(dir)).toHaveLength(2); // and nothing that the killed processes had half done
  });
});

/** The code in the README runs as it stands there, but for the number of training steps. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const [train = '', sample = ''] = Array.from(
  readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g),
  ([, code]) => code,
);

/** Runs code in an empty folder beside the models; returns what it printed and the size of the picture it wrote. */
function runCode(code: string): { stdout: string; picture: number } {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(root, 'models'), join(folder, 'models'));
    // The code has no types to take away, so that Node can run it on every version.
    writeFileSync(join(folder, 'readme.mjs'), code);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['readme.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return { stdout, picture: statSync(join(folder, 'digits.png')).size };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it('trains and draws digits with the code in the README', () => {
  expect(train.split('500')).toHaveLength(3);
  const { stdout, picture } = runCode(train.replaceAll('500', '3'));
  expect(stdout).toMatch(/step 3: Wasserstein estimate \d/);
  expect(picture).toBeGreaterThan(5_000);
});

it('draws from the trained generator with the code in the README', () => {
  expect(runCode(sample).picture).toBeGreaterThan(5_000);
});

/** The code in the README runs as it stands there, but for the number of steps. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

it('trains and draws digits with the code in the README', () => {
  const code = /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  expect(code.split('500')).toHaveLength(3);
  const folder = mkdtempSync(join(tmpdir(), 'kantor-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(root, 'models'), join(folder, 'models'));
    // The code has no types to take away, so that Node can run it on every version.
    writeFileSync(join(folder, 'readme.mjs'), code.replaceAll('500', '3'));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['readme.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/step 3: Wasserstein estimate \d/);
    expect(statSync(join(folder, 'digits.png')).size).toBeGreaterThan(5_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A disk that nobody may write to is called so, and not a path that does not exist. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLine, temporaryFolder, writeTinyModel } from './command.js';

/** Runs a command with a read-only disk at `path`, in a mount namespace of its own. */
function withReadOnly(path: string, command: readonly string[]) {
  const script = 'mount -t tmpfs -o ro tmpfs "$0" && exec "$@"';
  return spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, path, ...command], {
    encoding: 'utf8',
  });
}

const canMount = process.platform === 'linux' && withReadOnly('/mnt', ['true']).status === 0;

it.skipIf(!canMount).each(['run', 'runs/of/mine'])(
  `training into %s on a read-only disk${canMount ? '' : ' (skipped: no right to mount one)'}`,
  (name) => {
    const folder = temporaryFolder();
    const model = writeTinyModel(folder);
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const args = commandLine('train', [`--model=${model}`, `--run=${join(disk, name)}`]);
    const { status, stderr } = withReadOnly(disk, [process.execPath, ...args]);
    expect(status).toBe(1);
    expect(stderr).toContain('The disk is read-only. Choose another folder.');
  },
);

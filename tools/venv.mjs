/**
 * Makes a virtual environment with pinned Python packages, once, and prints its Python: `node tools/venv.mjs` makes .venv
 * from tools/requirements.txt, `node tools/venv.mjs FOLDER` makes FOLDER/.venv from FOLDER/requirements.txt.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const given = process.argv[2];
const requirements = join(given ?? join(root, 'tools'), 'requirements.txt');
const folder = join(given ?? root, '.venv');
const stamp = join(folder, 'kantor-requirements.sha256');
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  rmSync(folder, { recursive: true, force: true });
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(stamp, wanted);
}
console.log(python);

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  rmSync(stamp, { force: true });
  const reason = error ? error.message : `exit code ${status}`;
  console.error(`tools/venv.mjs: \`${[command, ...args].join(' ')}\` failed (${reason}).`);
  console.error(
    'It needs Python 3.11 or newer with the venv module (Debian: python3-venv) and access to PyPI.',
  );
  process.exit(1);
}

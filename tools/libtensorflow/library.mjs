/**
 * libtensorflow from PyPI's wheels: fetched by pip, which checks their hashes, and unpacked to where a package expects
 * it. Whatever happens on the way, `deps` is as it was before or complete.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fault } from './fault.mjs';
import { run } from './run.mjs';

/** @typedef {import('./options.mjs').Device} Device */

const here = dirname(fileURLToPath(import.meta.url));

/** What each library takes on disk while it is unpacked: wheels, pip's copy of them, and what is in them. */
const gigabytes = { cpu: 1.2, cuda: 8 };

/** Of the wheels, which are for Python 3.10: that their library is used without Python, pip cannot know. */
const target = ['--python-version=3.10', '--platform=manylinux2014_x86_64', '--only-binary=:all:'];

/** @param {Device} device */
function requirementsOf(device) {
  return join(here, `${device}.txt`);
}

/** @param {Device} device */
function stampOf(device) {
  const hash = createHash('sha256')
    .update(readFileSync(requirementsOf(device)))
    .digest('hex');
  return `${JSON.stringify({ device, requirements: hash })}\n`;
}

/**
 * Which library the package has, complete and of today's wheels. The one for CUDA runs on CPUs too.
 * @param {string} folder of the package
 * @returns {Device | undefined}
 */
export function libraryOf(folder) {
  const stamp = join(folder, 'deps/kantor.json');
  if (!existsSync(stamp)) return undefined;
  const found = readFileSync(stamp, 'utf8');
  return devices.find((device) => stampOf(device) === found);
}

/** @type {readonly Device[]} */
const devices = ['cpu', 'cuda'];

/**
 * @param {string} folder of the package
 * @param {Device} device
 * @param {readonly string[]} others packages whose library is taken, as links, if it is the same
 */
export async function fetchLibrary(folder, device, others) {
  const partial = join(folder, 'deps.partial');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  try {
    const deps = join(partial, 'deps');
    const donor = others.find((other) => libraryOf(other) === device);
    if (donor === undefined) await unpackWheels(partial, deps, device);
    else await run({ command: 'cp', args: ['-al', join(donor, 'deps'), deps], hint: 'Is the disk full?' });
    writeFileSync(join(deps, 'kantor.json'), stampOf(device));
    rmSync(join(folder, 'deps'), { recursive: true, force: true });
    renameSync(deps, join(folder, 'deps'));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * @param {string} partial
 * @param {string} deps
 * @param {Device} device
 */
async function unpackWheels(partial, deps, device) {
  const { bavail, bsize } = statfsSync(partial);
  if (bavail * bsize < gigabytes[device] * 1e9) {
    const free = ((bavail * bsize) / 1e9).toFixed(1);
    throw fault(`${free} GB are free in ${partial}, and ${gigabytes[device]} GB are needed on the way.`);
  }
  const wheels = join(partial, 'wheels');
  const [command, ...pip] = await findPip(partial);
  console.log('Fetching libtensorflow from PyPI …');
  await run({
    command,
    args: [...pip, 'download', '--disable-pip-version-check', '--retries=2', '--no-deps', ...target].concat([
      '--require-hashes',
      `--requirement=${requirementsOf(device)}`,
      `--dest=${wheels}`,
    ]),
    hint: 'It needs PyPI: behind a proxy, set HTTPS_PROXY; for a mirror, PIP_INDEX_URL. Nothing was changed; run it again.',
  });
  console.log('Unpacking …');
  await run({
    command: 'python3',
    args: [join(here, 'unpack.py'), deps, ...readdirSync(wheels).map((name) => join(wheels, name))],
    hint: 'Is the disk full? Nothing was changed; run it again.',
  });
  for (const [name, file] of Object.entries(links[device])) symlinkSync(file, join(deps, name));
}

const library = {
  'lib/libtensorflow.so': 'libtensorflow_cc.so.2',
  'lib/libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};
/** Names that the linker looks for, and cuDNN, and what is behind them. */
const links = { cpu: library, cuda: { ...library, 'nvidia/nvrtc': 'cuda_nvrtc' } };

/**
 * The pip of .venv or of Python; where Python has none, as on Debian, one of its own.
 * @param {string} partial
 * @returns {Promise<readonly [string, ...string[]]>}
 */
async function findPip(partial) {
  for (const python of [join(here, '../../.venv/bin/python'), 'python3']) {
    if (spawnSync(python, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0) {
      return [python, '-m', 'pip'];
    }
  }
  const venv = join(partial, 'venv');
  await run({
    command: 'python3',
    args: ['-m', 'venv', venv],
    quiet: true,
    hint: 'Python has neither pip nor venv. Debian, Ubuntu: sudo apt-get install python3-venv',
  });
  return [join(venv, 'bin/python'), '-m', 'pip'];
}

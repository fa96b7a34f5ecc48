/** The command line of tools/libtensorflow. */
import { parseArgs } from 'node:util';
import { fault } from './fault.mjs';

/** @typedef {'tfjs-node' | 'tfjs-node-gpu'} PackageName */
/** @typedef {'cpu' | 'cuda'} Device */
/** @typedef {{ packages: readonly PackageName[], device: Device, force: boolean, help: boolean }} Options */

export const help = `Makes @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu run without Google's storage.

  npm run libtensorflow                               both packages, on the CPU: 0.3 GB to fetch, 1 GB on disk
  npm run libtensorflow -- --package=tfjs-node        one of them
  npm run libtensorflow -- --cuda                     tfjs-node-gpu on CUDA: 2.2 GB to fetch, 4 GB on disk

The packages come from npm, libtensorflow from a wheel on PyPI, and the addon between them is compiled here, all of it
below tools/libtensorflow/packages, where the engines look for it. What is there already is not made again.

  --package=NAME   tfjs-node, tfjs-node-gpu or all (default: all; with --cuda: tfjs-node-gpu)
  --cuda           give tfjs-node-gpu the library that runs on NVIDIA GPUs, with CUDA 12.2 and cuDNN 8.9;
                   without it both packages get the library for CPUs
  --force          make everything again
  --help           this

Linux on x64 only. Needs g++, make and Python 3 with pip or venv; npm and PyPI must be within reach, directly, through
HTTPS_PROXY or through mirrors (npm's registry setting, PIP_INDEX_URL).`;

/** @type {readonly PackageName[]} */
export const packageNames = ['tfjs-node', 'tfjs-node-gpu'];

const options = /** @type {const} */ ({
  package: { type: 'string' },
  cuda: { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function parseOptions(args) {
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) checkToken(token);
  const { package: name, cuda = false, force = false, help: asked = false } = values;
  const packages = packagesOf(typeof name === 'string' ? name : cuda ? 'tfjs-node-gpu' : 'all');
  if (cuda && packages[0] !== 'tfjs-node-gpu') {
    throw fault('--cuda is for tfjs-node-gpu alone: tfjs-node has no code for GPUs. Leave --package out.');
  }
  return { packages, device: cuda ? 'cuda' : 'cpu', force: force === true, help: asked === true };
}

/**
 * @param {string} name
 * @returns {readonly PackageName[]}
 */
function packagesOf(name) {
  if (name === 'all') return packageNames;
  const found = packageNames.filter((known) => known === name);
  if (found.length > 0) return found;
  throw fault(`--package=${name} is not known; it can be ${packageNames.join(', ')} or all.`);
}

/** @typedef {{ kind: string, name?: string, rawName?: string, value?: string | boolean | undefined }} Token */

/** @param {Token} token */
function checkToken({ kind, name = '', rawName = '', value }) {
  if (kind === 'positional') {
    throw fault(`'${value}' is not understood: flags look like --package=tfjs-node. --help lists them.`);
  }
  if (kind !== 'option') return;
  const known = Object.entries(options).find(([key]) => key === name)?.[1];
  if (!known) throw fault(`There is no flag ${rawName}; there are ${flags()}.`);
  if (known.type === 'boolean' && value !== undefined) throw fault(`${rawName} takes no value.`);
  if (known.type === 'string' && !value) {
    throw fault(`${rawName} needs a value: ${packageNames.join(', ')} or all.`);
  }
}

function flags() {
  return Object.keys(options)
    .map((name) => `--${name}`)
    .join(', ');
}

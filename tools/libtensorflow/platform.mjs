/** Where the wheel's library can run, and what the build needs on such a machine. */
import { spawnSync } from 'node:child_process';
import { fault } from './fault.mjs';

/** @typedef {{ platform: string, arch: string, glibc: string | undefined }} Machine */

/** @returns {Machine} */
export function thisMachine() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return { platform: process.platform, arch: process.arch, glibc: report.header?.glibcVersionRuntime };
}

const elsewhere = `Two ways on:
  - Nothing to do: the engines ort-cpu and tfjs-wasm run here as they are.
  - Where storage.googleapis.com is within reach, the packages fetch a library of their own:
      npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node@4.22.0
    If npm leaves their script out: npm approve-scripts @tensorflow/tfjs-node, then npm rebuild @tensorflow/tfjs-node.`;

/**
 * Throws unless TensorFlow's wheel for Linux on x64 runs on this machine.
 * @param {Machine} machine
 */
export function checkMachine({ platform, arch, glibc }) {
  const here = `${platform} on ${arch}`;
  if (platform === 'win32') {
    throw fault(`This is ${here}: TensorFlow's wheel has the library for Linux on x64. Use WSL.`, elsewhere);
  }
  if (platform !== 'linux' || arch !== 'x64') {
    throw fault(`This is ${here}: the wheel that is used has the library for Linux on x64 alone.`, elsewhere);
  }
  if (glibc === undefined) {
    throw fault(
      'This Linux has no glibc (Alpine?): TensorFlow is built for glibc. Use a Debian image.',
      elsewhere,
    );
  }
  if (glibc.localeCompare('2.17', 'en', { numeric: true }) < 0) {
    throw fault(`This Linux has glibc ${glibc}: TensorFlow needs 2.17 or newer.`, elsewhere);
  }
}

const packages = `Debian, Ubuntu:  sudo apt-get install g++ make python3 python3-venv
Fedora:          sudo dnf install gcc-c++ make python3`;

/** Throws unless the programs that compile the addon are there. */
export function checkCompiler() {
  const wanted = { 'C++ compiler': process.env['CXX'] ?? 'g++', make: process.env['MAKE'] ?? 'make' };
  for (const [what, program] of Object.entries({ ...wanted, Python: 'python3' })) {
    if (!runs(program)) throw fault(`No ${what} here: \`${program} --version\` does not run.`, packages);
  }
}

/** @param {string} program may have arguments, as in CXX='ccache g++' */
function runs(program) {
  const [command = '', ...args] = program.split(' ');
  return spawnSync(command, [...args, '--version'], { stdio: 'ignore' }).status === 0;
}

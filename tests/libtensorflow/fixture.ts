/**
 * A copy of tools/libtensorflow whose packages, wheel and node-gyp are small fakes: everything else, pip included, is
 * real.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../workspace/workspace.js';

const original = join(root, 'tools/libtensorflow');
const wheelName = 'tensorflow_cpu-2.15.1-cp310-cp310-manylinux2014_x86_64.whl';

export const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

export interface Fixture {
  readonly folder: string;
  /** Folder with the wheel. */
  readonly wheels: string;
  readonly wheel: Buffer;
  readonly wheelName: string;
  packageFolder(name: string): string;
}

export function makeFixture(): Fixture {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-libtensorflow-'));
  const tool = join(folder, 'tools/libtensorflow');
  for (const name of readdirSync(original).filter((name) => /\.(mjs|py|txt)$/.test(name))) {
    cpSync(join(original, name), join(tool, name));
  }
  const wheels = join(folder, 'wheels');
  const wheel = makeWheel(wheels);
  const hash = createHash('sha256').update(wheel).digest('hex');
  write(join(tool, 'cpu.txt'), `tensorflow-cpu==2.15.1 --hash=sha256:${hash}\n`);
  makePackages(join(tool, 'packages'));
  const packageFolder = (name: string) => join(tool, 'packages/node_modules/@tensorflow', name);
  return { folder, wheels, wheel, wheelName, packageFolder };
}

/** Python's zipfile writes it: what pip wants of a wheel, a library, a header, and a file that is of no use. */
function makeWheel(wheels: string): Buffer {
  mkdirSync(wheels, { recursive: true });
  const files = {
    'tensorflow_cpu-2.15.1.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.15.1\n',
    'tensorflow_cpu-2.15.1.dist-info/WHEEL':
      'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp310-cp310-manylinux2014_x86_64\n',
    'tensorflow_cpu-2.15.1.dist-info/RECORD': '',
    'tensorflow/libtensorflow_cc.so.2': 'library '.repeat(100_000),
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'tensorflow/include/tensorflow/c/c_api.h': '// header',
    'tensorflow/python/other.py': '# of no use here',
  };
  const program = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for name, text in json.load(sys.stdin).items(): archive.writestr(name, text)`;
  const path = join(wheels, wheelName);
  const { status, stderr } = spawnSync('python3', ['-c', program, path], { input: JSON.stringify(files) });
  if (status !== 0) throw new Error(stderr.toString());
  return readFileSync(path);
}

/** As `npm ci` leaves them: a node-gyp that compiles nothing, and packages that multiply matrices in JavaScript. */
function makePackages(folder: string): void {
  const modules = join(folder, 'node_modules');
  const lock = '{}\n';
  write(join(folder, 'package-lock.json'), lock);
  write(join(modules, '.kantor-lock.sha256'), createHash('sha256').update(lock).digest('hex'));
  write(
    join(modules, 'node-gyp/bin/node-gyp.js'),
    `const { mkdirSync, writeFileSync } = require('node:fs');
const path = process.argv.find((argument) => argument.startsWith('--module_path=')).slice('--module_path='.length);
mkdirSync(path, { recursive: true });
writeFileSync(path + '/tfjs_binding.node', process.argv.join(' '));`,
  );
  for (const name of ['tfjs-node', 'tfjs-node-gpu']) {
    write(
      join(modules, '@tensorflow', name, 'index.js'),
      `require('node:fs').accessSync(__dirname + '/deps/lib/libtensorflow.so');
exports.matMul = ([[a, b]], [[c], [d]]) => ({ dataSync: () => [a * c + b * d] });
exports.backend = () => ({ binding: { TF_Version: '2.15.1' }, isUsingGpuDevice: false });`,
    );
  }
}

export function write(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

export interface Result {
  readonly code: number | null;
  readonly output: string;
}

/** A pip that asks `index`, a folder or an address, and nobody else; and any program for a compiler. */
function environment(index: string): NodeJS.ProcessEnv {
  const source = index.startsWith('http')
    ? { PIP_INDEX_URL: index }
    : { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index };
  const pip = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_CACHE_DIR: '1', ...source };
  const inherited = Object.entries(process.env).filter(([name]) => !/^pip_|_proxy$/i.test(name));
  return { ...Object.fromEntries(inherited), ...pip, CXX: 'node', MAKE: 'node' };
}

/** Starts the tool in a process group of its own, as a terminal would. */
export function start(
  { folder }: Fixture,
  index: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const main = join(folder, 'tools/libtensorflow/main.mjs');
  return spawn(process.execPath, [main, ...args], { env: { ...environment(index), ...env }, detached: true });
}

export async function ended(child: ChildProcess): Promise<Result> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

/**
 * Builds, then runs one of the suites: `node tools/run-tests.mjs unit [--slow] [vitest's arguments]`. Ends with what it
 * did not run, so that a pass is not taken for more than it is. Results go to tmp/results, for .ci/run to add up.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each suite leaves to others. @type {Readonly<Record<string, readonly string[]>>} */
const leftOut = {
  unit: [
    'npm run test:interop   comparison with JAX, ONNX Runtime and safetensors in Python (makes .venv from PyPI)',
    'npm run test:browser   what runs in a page, in Chromium (which is fetched from Debian if there is none)',
    'npm run test:slow      the same tests with larger counts',
  ],
  'unit-slow': [
    'npm run test:interop   comparison with JAX, ONNX Runtime and safetensors in Python',
    'npm run test:browser   what runs in a page, in Chromium',
  ],
  interop: ['npm test               everything that needs Node alone'],
  browser: ['npm test               everything that needs Node alone'],
  'browser-slow': ['npm test               everything that needs Node alone'],
};

const [suite = '', ...rest] = process.argv.slice(2);
const slow = rest.includes('--slow');
const name = slow ? `${suite}-slow` : suite;
if (!(name in leftOut)) {
  console.error(`tools/run-tests.mjs: no suite '${name}'; there are ${Object.keys(leftOut).join(', ')}.`);
  process.exit(2);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, 'tmp/results');
mkdirSync(results, { recursive: true });

needed('tsc', ['-b', 'tsconfig.build.json']);
if (suite === 'interop') needed(process.execPath, ['tools/venv.mjs']);
if (suite === 'browser') needed(process.execPath, ['tools/chromium.mjs']);
const status = run(
  'vitest',
  [
    'run',
    `--project=${suite}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(results, `${name}.json`)}`,
    ...rest.filter((argument) => argument !== '--slow'),
  ],
  slow ? { KANTOR_SLOW: '1' } : {},
);

console.log('Not run here:');
for (const line of leftOut[name] ?? []) console.log(`  ${line}`);
if (suite === 'unit' && !existsSync(join(root, 'tools/libtensorflow/packages/node_modules'))) {
  console.log(
    "  npm run libtensorflow  TensorFlow.js's native packages, for the tests skipped without them (0.3 GB)",
  );
}
process.exit(status);

/**
 * Runs what the tests cannot do without, and ends the process when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 */
function needed(command, args) {
  const code = run(command, args);
  if (code !== 0) process.exit(code);
}

/**
 * Runs a program, of this workspace where it has one by that name; gives its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
function run(command, args, env = {}) {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const options = {
    cwd: root,
    env: { ...process.env, PATH: path, ...env },
    shell: process.platform === 'win32',
  };
  const { status, error } = spawnSync(command, args, { ...options, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

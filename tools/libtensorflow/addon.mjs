/** The addon between Node and libtensorflow: compiled with the package's own recipe, and tried. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeGyp } from './packages.mjs';
import { run } from './run.mjs';

/** The newest Node-API that the packages know; every Node that is supported here has it. */
const nodeApi = 8;
const tryIt = join(dirname(fileURLToPath(import.meta.url)), 'try.mjs');

/** @param {string} folder of the package */
export function hasAddon(folder) {
  return existsSync(fileOf(folder));
}

/** @param {string} folder */
function fileOf(folder) {
  return join(folder, `lib/napi-v${nodeApi}/tfjs_binding.node`);
}

/** @param {string} folder of the package; has its library */
export async function buildAddon(folder) {
  rmSync(fileOf(folder), { force: true });
  const headers = nodeHeaders();
  console.log(`Compiling the addon of ${folder} …`);
  if (headers === undefined)
    console.log('This Node came without its headers: node-gyp fetches them from nodejs.org.');
  await run({
    command: process.execPath,
    args: [nodeGyp(), 'rebuild', ...(headers === undefined ? [] : [`--nodedir=${headers}`])].concat([
      '--module_name=tfjs_binding',
      `--module_path=${dirname(fileOf(folder))}`,
      `--napi_build_version=${nodeApi}`,
    ]),
    cwd: folder,
    quiet: true,
    hint: 'The compiler says above what it misses. If it is node_api.h, install the headers of your Node (libnode-dev).',
  });
  rmSync(join(folder, 'build'), { recursive: true, force: true });
}

/** The folder with include/node of this very Node, if it was installed with it. */
function nodeHeaders() {
  const folder = dirname(dirname(process.execPath));
  const version = join(folder, 'include/node/node_version.h');
  const [major = ''] = process.versions.node.split('.');
  const found =
    existsSync(version) && new RegExp(`NODE_MAJOR_VERSION ${major}\\b`).test(readFileSync(version, 'utf8'));
  return found ? folder : undefined;
}

/**
 * Loads the package in a process of its own and computes something.
 * @param {string} folder
 * @returns {Promise<string>} such as 'TensorFlow 2.15.1 on the CPU'
 */
export async function tryAddon(folder) {
  return (
    await run({
      command: process.execPath,
      args: [tryIt, folder],
      env: { TF_CPP_MIN_LOG_LEVEL: '3' },
      quiet: true,
      hint: 'An illegal instruction means a processor without AVX. Otherwise run this again with --force.',
    })
  ).trim();
}

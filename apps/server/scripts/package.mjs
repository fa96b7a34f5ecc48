/**
 * Writes the built server as a folder that runs by itself, dist/apps/server: the program, its pages and its protocol, the
 * libraries of this workspace that it needs, and a manifest and lock file with the very versions of everything else.
 * build.mjs compiles it and runs this.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFor } from './lock.mjs';

/**
 * @typedef {{
 *   name: string, version: string, license: string, type: string, exports?: unknown,
 *   dependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 *   engines?: Record<string, string>, overrides?: Record<string, string>,
 * }} Manifest
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const own = join(root, 'apps/server');
const out = join(root, 'dist/apps/server');
const scope = '@kantor/';

/**
 * @template T
 * @param {string} path
 * @returns {T}
 */
function readJson(path) {
  /** @type {T} */
  const value = JSON.parse(readFileSync(path, 'utf8'));
  return value;
}

/**
 * @param {string} path
 * @param {unknown} value
 */
function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * A folder of built files without what only compilers and debuggers read.
 * @param {string} from
 * @param {string} to
 */
function copyProgram(from, to) {
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(?:d\.ts|map|tsbuildinfo)$/.test(path) });
}

/**
 * The libraries that a manifest needs, and those that they need.
 * @param {Manifest} manifest
 * @param {Map<string, Manifest>} [found]
 */
function librariesOf({ dependencies = {} }, found = new Map()) {
  for (const dependency of Object.keys(dependencies)) {
    const name = dependency.slice(scope.length);
    if (!dependency.startsWith(scope) || found.has(name)) continue;
    const manifest = /** @type {Manifest} */ (readJson(join(root, 'libs', name, 'package.json')));
    found.set(name, manifest);
    librariesOf(manifest, found);
  }
  return found;
}

const lock = /** @type {import('./lock.mjs').Lock} */ (readJson(join(root, 'package-lock.json')));

/**
 * Dependencies as this folder has them: exact versions, and libraries from beside it.
 * @param {Record<string, string>} dependencies
 * @param {string} home where the lock file has the project
 * @param {string} packages path from it to the libraries
 */
function pinned(dependencies, home, packages) {
  const entries = Object.keys(dependencies)
    .sort()
    .map((name) => {
      if (name.startsWith(scope))
        return /** @type {const} */ ([name, `file:${packages}/${name.slice(scope.length)}`]);
      const { version } =
        lock.packages[`${home}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`] ?? {};
      if (version === undefined) throw new Error(`package-lock.json has no ${name}; run npm install.`);
      return /** @type {const} */ ([name, version]);
    });
  return Object.fromEntries(entries);
}

const workspace = /** @type {Manifest} */ (readJson(join(root, 'package.json')));
const {
  name,
  version,
  license,
  type,
  dependencies = {},
} = /** @type {Manifest} */ (readJson(join(own, 'package.json')));
const libraries = librariesOf({ name, version, license, type, dependencies });
// All of them, so that npm finds each beside the others.
const all = {
  ...dependencies,
  ...Object.fromEntries([...libraries.keys()].map((lib) => [scope + lib, version])),
};
/** @type {Record<string, import('./lock.mjs').Written>} */
const manifests = {
  '': {
    name,
    version,
    private: true,
    license,
    type,
    main: 'dist/main.js',
    engines: workspace.engines,
    dependencies: pinned(all, 'apps/server', 'packages'),
    overrides: workspace.overrides,
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyProgram(join(own, 'dist'), join(out, 'dist'));
for (const part of ['pages', 'proto']) cpSync(join(own, part), join(out, part), { recursive: true });
// npm runs nobody's install scripts here either.
for (const file of ['.npmrc', 'LICENSE']) cpSync(join(root, file), join(out, file));
for (const [library, manifest] of libraries) {
  const folder = `packages/${library}`;
  const { dependencies: needs = {}, peerDependencies, peerDependenciesMeta } = manifest;
  copyProgram(join(root, 'libs', library, 'dist'), join(out, folder, 'dist'));
  manifests[folder] = {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license,
    type: manifest.type,
    exports: manifest.exports,
    dependencies: pinned(needs, `libs/${library}`, '..'),
    ...(peerDependencies ? { peerDependencies, peerDependenciesMeta } : {}),
  };
}
for (const [folder, manifest] of Object.entries(manifests))
  writeJson(join(out, folder, 'package.json'), manifest);
writeJson(join(out, 'package-lock.json'), lockFor(manifests, lock));
// Inside the repository the installed packages serve: those that the server alone has are found by this link.
const installed = join(own, 'node_modules');
if (existsSync(installed)) symlinkSync(relative(out, installed), join(out, 'node_modules'), 'junction');
console.log(
  `${relative(root, out)}: run it here with \`node dist/apps/server\`; elsewhere, \`npm ci\` in it first.`,
);

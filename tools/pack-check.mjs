/**
 * Packs every library as npm would publish it, and tries the packages: publint and attw read them, an empty project
 * installs them, imports every entry and type-checks against it. Run it after a build.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {{ name: string, version: string, files?: string[], exports: Record<string, unknown> }} Manifest */

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
const temporary = mkdtempSync(join(tmpdir(), 'kantor-pack-'));

try {
  const packages = readdirSync(join(root, 'libs')).map((lib) => checkPackage(join(root, 'libs', lib)));
  const project = join(temporary, 'project');
  installInto(project, packages);
  useFrom(project, packages.flatMap(entriesOf));
  console.log(`pack:check: ${packages.length} packages install, import and type-check in an empty project.`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * @param {string} folder
 * @returns {{ manifest: Manifest, tarball: string }}
 */
function checkPackage(folder) {
  const manifest = /** @type {Manifest} */ (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const report = run('npm', ['pack', '--json', '--pack-destination', temporary], folder);
  const [{ filename }] = /** @type {[{ filename: string }]} */ (JSON.parse(report));
  const tarball = join(temporary, filename);
  run('publint', ['run', '--strict', tarball], root);
  // The packages are ES modules and say so: what `require` of an old Node would see is not a fault.
  run('attw', ['--profile', 'esm-only', '--format', 'ascii', '--no-color', tarball], root);
  console.log(`  ${manifest.name}: publint and attw find nothing`);
  return { manifest, tarball };
}

/**
 * @param {string} project
 * @param {readonly { manifest: Manifest, tarball: string }[]} packages
 */
function installInto(project, packages) {
  mkdirSync(project);
  const dependencies = Object.fromEntries(
    packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]),
  );
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], project);
}

/**
 * The specifiers under which a package is imported.
 * @param {{ manifest: Manifest }} packed
 */
function entriesOf({ manifest }) {
  return Object.keys(manifest.exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => manifest.name + entry.slice(1));
}

/**
 * @param {string} project
 * @param {readonly string[]} entries
 */
function useFrom(project, entries) {
  const use = entries.map((entry, index) => `export * as entry${index} from '${entry}';`).join('\n');
  writeFileSync(join(project, 'use.js'), use);
  run('node', ['use.js'], project);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2022',
  };
  rmSync(join(project, 'use.js'));
  writeFileSync(join(project, 'use.ts'), use);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  run('tsc', [], project);
  console.log(`  imported: ${entries.join(' ')}`);
}

/**
 * Runs a program and gives what it printed; shows all of it and throws when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {string}
 */
function run(command, args, cwd) {
  const env = { ...process.env, PATH: path };
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    console.error(
      `pack:check: \`${[command, ...args].join(' ')}\` in ${cwd} failed.\n${stdout ?? ''}${stderr ?? ''}`,
    );
    process.exit(1);
  }
}

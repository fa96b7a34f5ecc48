/**
 * Finds a Chromium for tests in a browser, or fetches Debian's: `node tools/chromium.mjs` prints its path and ends with 1
 * and the reason if there is none to be had. Nothing is fetched where `KANTOR_CHROMIUM` names one, or one is installed; with
 * `--find` nothing is ever fetched. With `--flags` it prints what to start one with, a flag a line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Where Debian's packages are unpacked when they cannot be installed; `usr/bin` and the rest below it. */
const unpacked = join(root, 'tmp/chromium');

/** Without a window, and without calls home. */
export const quietFlags = [
  '--headless=new',
  '--no-sandbox', // for root, as in containers
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The first that is there: what `KANTOR_CHROMIUM` names, an installed one, Playwright's, or what was unpacked here. */
export function findChromium() {
  const named = env['KANTOR_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`KANTOR_CHROMIUM is ${named}, and there is no such file.`);
  }
  const folders = (env['PATH'] ?? '').split(delimiter);
  const installed = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const own = join(unpacked, 'chromium');
  return [...installed, ...places, chromium.executablePath(), own].find((path) => existsSync(path));
}

/** Debian's, installed where this user may, and else unpacked in tmp/; throws with the reason. */
function fetchChromium() {
  if (platform !== 'linux' || !succeeds('apt-get', ['--version'])) {
    throw new Error('Only Debian and its relatives have packages that this script can fetch.');
  }
  const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length === 0 || succeeds('sudo', ['-n', 'true'])) {
    // An old list names versions that the archive no longer has, so that the first try may fail.
    run([...asRoot, 'apt-get', 'update'], root);
    run([...asRoot, 'apt-get', ...install], root);
    return;
  }
  unpack(install);
}

/** @param {readonly string[]} install what apt-get would be told to do by someone who may */
function unpack(install) {
  const plan = spawnSync('apt-get', ['--simulate', ...install], { encoding: 'utf8' });
  const packages = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name);
  if (packages.length === 0) throw new Error(`apt-get would install nothing: ${plan.stderr.trim()}`);
  const downloads = join(unpacked, 'downloads');
  mkdirSync(downloads, { recursive: true });
  run(['apt-get', 'download', ...packages], downloads);
  console.error(`Unpacking ${packages.length} packages into ${unpacked}`);
  for (const file of readdirSync(downloads))
    run(['dpkg', '-x', join(downloads, file), unpacked], root, false);
  rmSync(downloads, { recursive: true });
  const libraries = ['usr/lib', 'lib'].map((folder) => `$here/${folder}/$(uname -m)-linux-gnu`).join(':');
  const script =
    '#!/bin/sh\n' +
    'here=$(dirname "$0")\n' +
    `LD_LIBRARY_PATH=${libraries} exec "$here/usr/lib/chromium/chromium" "$@"\n`;
  writeFileSync(join(unpacked, 'chromium'), script, { mode: 0o755 });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * @param {readonly string[]} words
 * @param {string} cwd
 */
function run([command = '', ...args], cwd, tell = true) {
  if (tell) console.error(`> ${[command, ...args].join(' ').slice(0, 200)}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`\`${command} ${args[0] ?? ''}\` failed (${error?.message ?? `exit code ${status}`}).`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--flags')) console.log(quietFlags.join('\n'));
  else printPath();
}

function printPath() {
  try {
    if (findChromium() === undefined && !process.argv.includes('--find')) {
      console.error('There is no Chromium here; fetching that of Debian.');
      fetchChromium();
    }
    const path = findChromium();
    if (path === undefined) throw new Error('None is found.');
    console.log(path);
  } catch (error) {
    console.error(
      `What runs in a browser needs Chromium. ${error instanceof Error ? error.message : String(error)}`,
    );
    console.error('Install Chromium or Chrome, or name one: KANTOR_CHROMIUM=/path/to/chromium');
    process.exit(1);
  }
}

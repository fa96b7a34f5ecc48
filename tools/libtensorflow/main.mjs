/**
 * Makes the native bindings of TensorFlow.js run where Google's storage is out of reach: `npm run libtensorflow`, whose
 * --help says more. See docs/decisions/0015-libtensorflow.md.
 */
import { buildAddon, hasAddon, tryAddon } from './addon.mjs';
import { fetchLibrary, libraryOf } from './library.mjs';
import { help, packageNames, parseOptions } from './options.mjs';
import { arePackagesInstalled, folderOf, installPackages } from './packages.mjs';
import { checkCompiler, checkMachine, thisMachine } from './platform.mjs';

// Ctrl-C ends the program that is running, and the error that follows from that ends this one.
let stopped = false;
process.on('SIGINT', () => (stopped = true));
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error) || error.name !== 'Fault') throw error;
  console.error(`libtensorflow: ${stopped ? 'stopped. Run it again to go on.' : error.message}`);
  process.exitCode = stopped ? 130 : 1;
}

/** @param {readonly string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    console.log(help);
    return;
  }
  checkMachine(thisMachine());
  if (!arePackagesInstalled()) {
    checkCompiler();
    await installPackages();
  }
  /** Packages that may lend one another their library. */
  const lenders = options.force ? [] : packageNames.map(folderOf);
  for (const name of options.packages) {
    await make(name, options, lenders);
    lenders.push(folderOf(name));
  }
}

/**
 * @param {import('./options.mjs').PackageName} name
 * @param {import('./options.mjs').Options} options
 * @param {readonly string[]} lenders
 */
async function make(name, { device, force }, lenders) {
  const folder = folderOf(name);
  const library = force ? undefined : libraryOf(folder);
  const serves = library === device || library === 'cuda';
  const complete = serves && hasAddon(folder);
  if (!complete) checkCompiler();
  if (!serves) await fetchLibrary(folder, device, lenders);
  if (!complete) await buildAddon(folder);
  const found = await tryAddon(folder);
  console.log(`${name}: ${found}${complete ? '; it was there already, nothing to do' : ''}.`);
  if (device === 'cuda' && !found.endsWith('GPU')) console.log(noGpu(folder));
}

/** @param {string} folder */
function noGpu(folder) {
  return `No GPU was found: \`nvidia-smi\` should list one, with a driver of version 535 or newer. TensorFlow's own words:
  TF_CPP_MIN_LOG_LEVEL=0 node tools/libtensorflow/try.mjs ${folder}`;
}

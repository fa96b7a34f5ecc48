/**
 * Makes the native bindings of TensorFlow.js run where Google's storage is out of reach: `npm run libtensorflow`, whose
 * --help says more. See docs/decisions/0015-libtensorflow.md.
 */
import { buildAddon, hasAddon, tryAddon } from './addon.mjs';
import { fetchLibrary, hasLibrary } from './library.mjs';
import { help, packageNames, parseOptions } from './options.mjs';
import { folderOf, installPackages } from './packages.mjs';
import { checkCompiler, checkMachine, thisMachine } from './platform.mjs';

// Ctrl-C ends the program that is running; the error that follows cleans up.
process.on('SIGINT', () => {});
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error) || error.name !== 'Fault') throw error;
  console.error(`libtensorflow: ${error.message}`);
  process.exitCode = 1;
}

/** @param {readonly string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    console.log(help);
    return;
  }
  checkMachine(thisMachine());
  await installPackages();
  for (const name of options.packages) await make(name, options);
}

/**
 * @param {import('./options.mjs').PackageName} name
 * @param {import('./options.mjs').Options} options
 */
async function make(name, { device, force }) {
  const folder = folderOf(name);
  const complete = !force && hasLibrary(folder, device) && hasAddon(folder);
  if (!complete) {
    checkCompiler();
    if (force || !hasLibrary(folder, device)) {
      const others = packageNames.filter((other) => other !== name).map(folderOf);
      await fetchLibrary(folder, device, force ? [] : others);
    }
    await buildAddon(folder);
  }
  console.log(
    `${name}: ${await tryAddon(folder)}${complete ? '; it was there already, nothing to do' : ''}.`,
  );
}

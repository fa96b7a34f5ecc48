/** The command `kantor-sampler`; bin/kantor-sampler.mjs runs it. */
import { join } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { copyAssets, folderName } from './copy-assets.js';
import { help, offlineReport, report } from './usage.js';

const options = {
  'wasm-only': { type: 'boolean' },
  'service-worker': { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function main(): void {
  const { values, positionals } = parseArgs({ args: argv.slice(2), options, allowPositionals: true });
  const [command, folder, ...rest] = positionals;
  if (values.help || positionals.length === 0) return void stdout.write(help);
  if (command !== 'copy-assets' || folder === undefined || rest.length > 0) {
    throw new Error(`Expected \`copy-assets <folder>\`, got \`${positionals.join(' ')}\`. See --help.`);
  }
  const { force = false, 'wasm-only': wasmOnly = false, 'service-worker': serviceWorker = false } = values;
  const copied = copyAssets(folder, { force, wasmOnly, serviceWorker });
  stdout.write(report(join(folder, folderName), copied) + (serviceWorker ? offlineReport : ''));
}

try {
  main();
} catch (error) {
  stderr.write(`kantor-sampler: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

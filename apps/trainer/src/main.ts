#!/usr/bin/env node
/** The command line of the trainer. */
import { KantorError } from '@kantor/tensor';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { trainOptions, withTrainOptions } from './flags.js';
import { nearest } from '@kantor/spec';
import { train } from './train.js';

const isVerbose = process.argv.includes('--verbose') || process.env['KANTOR_VERBOSE'] === '1';

/** One clear message, and the place in the code only for those who ask. */
function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof KantorError ? ` [${error.code}]` : '';
  process.stderr.write(`\nError${code}: ${text}\n`);
  if (isVerbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  else if (!(error instanceof KantorError))
    process.stderr.write('Run again with KANTOR_VERBOSE=1 to see where it came from.\n');
  process.exit(1);
}

/** Says which known flag an unknown one most likely is. */
function explain(message: string): string {
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1].split(', ')[0];
  const close = unknown && nearest(unknown, Object.keys(trainOptions));
  return close ? `${message}; did you mean --${close}?` : `${message}. See --help.`;
}

try {
  await yargs(hideBin(process.argv))
    .scriptName('npx nx run trainer:')
    .usage('Trains Wasserstein GANs and their kin.')
    .command('train', 'Train a model, or go on with a run', withTrainOptions, train)
    .demandCommand(1, 'Say what to do: train')
    .strict()
    .help()
    .version(false)
    .wrap(Math.min(110, process.stdout.columns || 110))
    .fail((message, error) => fail(error ?? new KantorError('trainer/flag', explain(message))))
    .parseAsync();
} catch (error) {
  fail(error);
}

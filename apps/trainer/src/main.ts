#!/usr/bin/env node
/** The command line of the trainer. */
import { runCommandLine } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { trainOptions, withTrainOptions } from './flags.js';
import { train } from './train.js';

await runCommandLine({
  prefix: 'npx nx run trainer:',
  description: 'Trains Wasserstein GANs and their kin.',
  commands: (yargs) => yargs.command('train', 'Train a model, or go on with a run', withTrainOptions, train),
  suggest: (word) => {
    const flag = nearest(word, Object.keys(trainOptions));
    return flag === undefined ? nearest(word, ['train']) : `--${flag}`;
  },
});

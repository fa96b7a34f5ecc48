#!/usr/bin/env node
/** The command line of the trainer. */
import { runCommandLine } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { doctor, doctorOptions, withDoctorOptions } from './doctor/doctor.js';
import { trainOptions, withTrainOptions } from './flags.js';
import { train } from './train.js';

const flags = Object.keys({ ...trainOptions, ...doctorOptions });

await runCommandLine({
  prefix: 'npx nx run trainer:',
  description: 'Trains Wasserstein GANs and their kin.',
  commands: (yargs) =>
    yargs
      .command('train', 'Train a model, or go on with a run', withTrainOptions, train)
      .command('doctor', 'Say which engines work on this machine', withDoctorOptions, doctor),
  suggest: (word) => {
    const flag = nearest(word, flags);
    return flag === undefined ? nearest(word, ['train', 'doctor']) : `--${flag}`;
  },
});

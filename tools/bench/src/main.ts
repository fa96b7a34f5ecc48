#!/usr/bin/env node
/** The command line of the benchmarks. */
import { runCommandLine, wholeNumberOption } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { memory } from './memory.js';
import { numberList } from './number-list.js';
import { sampling } from './sampling.js';
import { trainStep } from './train-step.js';

const json = {
  type: 'string',
  requiresArg: true,
  description: 'Also write everything to this file',
} as const;

const quick = {
  type: 'boolean',
  default: false,
  description: 'Few repetitions: to see that it works',
} as const;
const threads = {
  type: 'string',
  default: '1,2',
  coerce: numberList('threads'),
  description: 'Thread counts',
} as const;

const trainStepOptions = {
  json,
  quick,
  tfjs: { type: 'boolean', default: true, description: 'TensorFlow.js too; --no-tfjs leaves it out' },
  spin: wholeNumberOption(
    'spin',
    0,
    'Microseconds that idle threads wait in a loop before they sleep  [default: as the runtime library says]',
  ),
  blocked: {
    type: 'boolean',
    default: true,
    description: 'Convolutions in blocks where the engine has them; --no-blocked leaves them plain',
  },
  threads,
  filters: {
    type: 'string',
    default: '32,64',
    coerce: numberList('filters'),
    description: "Filters of the critic's first convolution",
  },
} as const;

const memoryOptions = {
  json,
  steps: { ...wholeNumberOption('steps', 10, 'Training steps'), default: '10000' },
} as const;

const samplingOptions = {
  json,
  quick,
  model: {
    type: 'string',
    requiresArg: true,
    description: 'Path of an exported generator  [default: the shipped mnist-wgan-gp]',
  },
  threads,
} as const;

const words = ['train-step', 'memory', 'sampling'];

await runCommandLine({
  prefix: 'npx nx run bench:',
  description: 'Measures training and sampling on this machine.',
  commands: (yargs) =>
    yargs
      .command('train-step', 'Times of critic and generator steps', trainStepOptions, trainStep)
      .command('memory', 'Memory over many steps', memoryOptions, ({ steps = 10_000, ...rest }) =>
        memory({ ...rest, steps }),
      )
      .command('sampling', 'Samples a second, beside a bare loop', samplingOptions, sampling),
  suggest: (word) => {
    const flag = nearest(word, Object.keys({ ...trainStepOptions, ...memoryOptions, ...samplingOptions }));
    return flag === undefined ? nearest(word, words) : `--${flag}`;
  },
});

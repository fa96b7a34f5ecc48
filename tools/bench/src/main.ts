#!/usr/bin/env node
/** The command line of the benchmarks. */
import { runCommandLine, wholeNumberOption } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { memory } from './memory.js';
import { numberList } from './number-list.js';
import { sampling } from './sampling.js';
import { server, serverNames } from './server.js';
import { choices } from './server/choices.js';
import { generators } from './server/load.js';
import { servedModels } from './server/served-model.js';
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
  page: { type: 'boolean', default: true, description: 'In a browser too; --no-page leaves it out' },
} as const;

const serverOptions = {
  json,
  quick,
  only: {
    type: 'string',
    default: serverNames.join(','),
    coerce: choices('only', serverNames),
    description: 'What to measure',
  },
  models: {
    type: 'string',
    default: servedModels.join(','),
    coerce: choices('models', servedModels),
    description: 'Models to serve',
  },
  load: {
    type: 'string',
    default: generators[0],
    coerce: choices('load', generators),
    description: `Who makes the load of closed loops, one after the other: ${generators.join(', ')}`,
  },
  workers: wholeNumberOption(
    'workers',
    1,
    'Processes that run the model, of each server  [default: 2, or 1 on one core]',
  ),
} as const;

const options = { ...trainStepOptions, ...memoryOptions, ...samplingOptions, ...serverOptions };
const words = ['train-step', 'memory', 'sampling', 'server'];

await runCommandLine({
  prefix: 'npx nx run bench:',
  description: 'Measures training, sampling and serving on this machine.',
  commands: (yargs) =>
    yargs
      .command('train-step', 'Times of critic and generator steps', trainStepOptions, trainStep)
      .command('memory', 'Memory over many steps', memoryOptions, ({ steps = 10_000, ...rest }) =>
        memory({ ...rest, steps }),
      )
      .command('sampling', 'Samples a second, beside a bare loop', samplingOptions, sampling)
      .command('server', 'Our server beside its peers and the bare runtime', serverOptions, server),
  suggest: (word) => {
    const flag = nearest(word, Object.keys(options));
    return flag === undefined ? nearest(word, words) : `--${flag}`;
  },
});

/** The flags of `trainer:train`, checked once, so that past this file they are right. */
import { pathOption, verboseOption, wholeNumberOption } from '@kantor/cli';
import { mostThreads } from '@kantor/runtime';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { engineNames } from './engines.js';

export const trainOptions = {
  model: pathOption('model', 'Name of a model in models/, or path of a model.json'),
  run: pathOption('run', 'Folder of the run  [default: runs/<model>]'),
  resume: {
    type: 'boolean',
    default: false,
    description: 'Go on with the run in the folder, or start it if there is none',
  },
  steps: wholeNumberOption('steps', 1, 'Generator steps in all  [default: as the model says]'),
  seed: wholeNumberOption('seed', 0, 'Seed of all that is random  [default: 1]'),
  engine: {
    type: 'string',
    default: 'auto',
    requiresArg: true,
    description: `auto, ${engineNames.join(', ')}`,
  },
  'batch-size': wholeNumberOption(
    'batch-size',
    1,
    'Samples in a batch  [default: as the model, or the run, has it]',
  ),
  threads: wholeNumberOption('threads', 1, 'Threads of the CPU engine  [default: all cores]', mostThreads),
  data: pathOption('data', 'Folder of the data, where the model needs one'),
  trace: wholeNumberOption(
    'trace',
    1,
    'Write the first N critic and generator steps to DIR/trace as safetensors',
  ),
  'checkpoint-every': wholeNumberOption(
    'checkpoint-every',
    1,
    'Generator steps between checkpoints  [default: 100]',
  ),
  'sample-every': wholeNumberOption(
    'sample-every',
    1,
    'Generator steps between sample pictures  [default: 100]',
  ),
  verbose: verboseOption,
} satisfies Record<string, Options>;

export type TrainFlags = InferredOptionTypes<typeof trainOptions>;

export function withTrainOptions(yargs: Argv): Argv<TrainFlags> {
  return yargs
    .usage('npx nx run trainer:train --model=NAME [--flag=value …]\n\nTrains a model, or goes on with a run.')
    .options(trainOptions)
    .example('npx nx run trainer:train --model=mnist-wgan-gp', 'Train digits into runs/mnist-wgan-gp')
    .example(
      'npx nx run trainer:train --model=eight-gaussians --steps=2000 --run=runs/toy',
      'Watch a critic learn eight Gaussians',
    )
    .example('npx nx run trainer:train --run=runs/toy --resume', 'Go on where it stopped')
    .example('npx nx run trainer:train --run=runs/toy --resume --batch-size=16', 'The same with less memory')
    .example('npx nx run trainer:train --model=dcgan-64 --data=photos', 'Train on a folder of images');
}

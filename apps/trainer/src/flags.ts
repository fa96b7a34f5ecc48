/** The flags of `trainer:train`, checked once, so that past this file they are right. */
import { KantorError } from '@kantor/tensor';
import type { Argv, InferredOptionTypes, Options } from 'yargs';

const wholeNumber = (name: string, least: number) => (value: unknown) => {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value !== '' && Number.isSafeInteger(number) && number >= least) return number;
  throw new KantorError(
    'trainer/flag',
    `--${name} must be a whole number of at least ${least}, got '${String(value)}'.`,
  );
};

const number = (name: string, least: number, description: string) =>
  ({ type: 'string', coerce: wholeNumber(name, least), description, requiresArg: true }) as const;

export const trainOptions = {
  model: {
    type: 'string',
    requiresArg: true,
    description: 'Name of a model in models/, or path of a model.json',
  },
  run: { type: 'string', requiresArg: true, description: 'Folder of the run  [default: runs/<model>]' },
  resume: {
    type: 'boolean',
    default: false,
    description: 'Go on with the run in the folder, or start it if there is none',
  },
  steps: number('steps', 1, 'Generator steps in all  [default: as the model says]'),
  seed: number('seed', 0, 'Seed of all that is random  [default: 1]'),
  engine: {
    type: 'string',
    default: 'auto',
    requiresArg: true,
    description: 'auto, ort-cpu, ort-cuda or ort-webgpu',
  },
  threads: number('threads', 1, 'Threads of the CPU engine  [default: all cores]'),
  data: { type: 'string', requiresArg: true, description: 'Folder of the data, where the model needs one' },
  trace: number('trace', 1, 'Write the first N critic and generator steps to DIR/trace as safetensors'),
  'checkpoint-every': number('checkpoint-every', 1, 'Generator steps between checkpoints  [default: 100]'),
  'sample-every': number('sample-every', 1, 'Generator steps between sample pictures  [default: 100]'),
  verbose: { type: 'boolean', default: false, description: 'Show where in the code an error came from' },
} satisfies Record<string, Options>;

export type TrainFlags = InferredOptionTypes<typeof trainOptions>;

export function withTrainOptions(yargs: Argv): Argv<TrainFlags> {
  return yargs
    .options(trainOptions)
    .example('$0 train --model=mnist-wgan-gp', 'Train digits into runs/mnist-wgan-gp')
    .example(
      '$0 train --model=eight-gaussians --steps=2000 --run=runs/toy',
      'Watch a critic learn eight Gaussians',
    )
    .example('$0 train --run=runs/toy --resume', 'Go on where it stopped')
    .example('$0 train --model=dcgan-64 --data=photos', 'Train on a folder of images');
}

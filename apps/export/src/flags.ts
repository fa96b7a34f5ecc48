/** The flags of `export:onnx` and `export:tfjs`. */
import { pathOption, verboseOption, wholeNumberOption } from '@kantor/cli';
import { defaultOpset, supportedOpsets } from '@kantor/onnx';
import { KantorError } from '@kantor/tensor';
import type { Argv, InferredOptionTypes, Options } from 'yargs';

/** What to export, whatever it becomes. */
const trainedOptions = {
  run: pathOption('run', 'Folder of the run  [default: the newest in runs/]'),
  checkpoint: {
    type: 'string',
    requiresArg: true,
    description: 'Name of a checkpoint, such as step-000100  [default: the newest]',
  },
  weights: {
    choices: ['ema', 'raw'] as const,
    requiresArg: true,
    description: "The generator's moving average, or its last weights  [default: ema where there is one]",
  },
} satisfies Record<string, Options>;

export type DType = 'float32' | 'float16';
const dtypes: Readonly<Record<string, DType>> = {
  float32: 'float32',
  float16: 'float16',
  fp32: 'float32',
  fp16: 'float16',
};

function readDType(word: string): DType {
  if (Object.hasOwn(dtypes, word)) return dtypes[word];
  throw new KantorError(
    'cli/arguments',
    `--dtype=${word} is none of float32 and float16, or fp32 and fp16 for short.`,
  );
}

export const onnxOptions = {
  ...trainedOptions,
  out: pathOption(
    'out',
    'File to write; missing folders are made  [default: DIR/generator.onnx, or generator.float16.onnx]',
  ),
  opset: wholeNumberOption(
    'opset',
    1,
    `ONNX opset, ${supportedOpsets[0]} to ${String(supportedOpsets.at(-1))}  [default: ${defaultOpset}]`,
  ),
  dtype: {
    type: 'string',
    requiresArg: true,
    coerce: readDType,
    description: 'How weights are stored: float32, or float16, which is half the file  [default: float32]',
  },
  verbose: verboseOption,
} satisfies Record<string, Options>;

export const tfjsOptions = {
  ...trainedOptions,
  out: pathOption('out', 'Folder to write; it is made, and those above it  [default: DIR/tfjs]'),
  verbose: verboseOption,
} satisfies Record<string, Options>;

export type TrainedFlags = InferredOptionTypes<typeof trainedOptions>;
export type OnnxFlags = InferredOptionTypes<typeof onnxOptions>;
export type TfjsFlags = InferredOptionTypes<typeof tfjsOptions>;

export function withOnnxOptions(yargs: Argv): Argv<OnnxFlags> {
  return yargs
    .usage('npx nx run export:onnx [--flag=value …]\n\nWrites the generator of a run as an ONNX file.')
    .options(onnxOptions)
    .example('npx nx run export:onnx', 'Export the newest run')
    .example(
      'npx nx run export:onnx --run=runs/mnist-wgan-gp --weights=raw --out=digits.onnx',
      'Export the last weights',
    )
    .example(
      'npx nx run export:onnx --checkpoint=step-001000 --opset=18',
      'Export an earlier step, for opset 18',
    )
    .example('npx nx run export:onnx --dtype=float16', 'Export for a page: half the download');
}

export function withTfjsOptions(yargs: Argv): Argv<TfjsFlags> {
  return yargs
    .usage(
      'npx nx run export:tfjs [--flag=value …]\n\nWrites the generator of a run as a TensorFlow.js LayersModel: model.json and its weights.',
    )
    .options(tfjsOptions)
    .example('npx nx run export:tfjs', 'Export the newest run')
    .example(
      'npx nx run export:tfjs --run=runs/mnist-wgan-gp --out=site/public/digits',
      'Export into the folder of a site',
    )
    .example('npx nx run export:tfjs --checkpoint=step-001000 --weights=raw', 'Export an earlier step');
}

/** The flags of `export:onnx`. */
import { verboseOption, wholeNumberOption } from '@kantor/cli';
import { defaultOpset, supportedOpsets } from '@kantor/onnx';
import type { Argv, InferredOptionTypes, Options } from 'yargs';

export const onnxOptions = {
  run: {
    type: 'string',
    requiresArg: true,
    description: 'Folder of the run  [default: the newest in runs/]',
  },
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
  out: { type: 'string', requiresArg: true, description: 'File to write  [default: DIR/generator.onnx]' },
  opset: wholeNumberOption(
    'opset',
    1,
    `ONNX opset, ${supportedOpsets[0]} to ${String(supportedOpsets.at(-1))}  [default: ${defaultOpset}]`,
  ),
  verbose: verboseOption,
} satisfies Record<string, Options>;

export type OnnxFlags = InferredOptionTypes<typeof onnxOptions>;

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
    );
}
